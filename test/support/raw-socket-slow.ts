import { connect, type Socket } from 'node:net'

/** Milliseconds between two bytes of a slow socket. */
const pace = 700

/** Sockets that send a byte now and then; all of them are gone once this is disposed of. */
export interface SlowSockets extends Disposable {
  /** How many the other side has not closed yet. */
  open(): number
  /** Resolves when the other side has closed the last one: how long each lasted, in ms. */
  readonly closed: Promise<readonly number[]>
}

/** Opens slow sockets and sends each one's text a byte at a time. `texts` are taken in turn. */
export async function openSlowSockets(
  url: string,
  count: number,
  texts: readonly string[],
): Promise<SlowSockets> {
  const sockets = await Promise.all(
    Array.from({ length: count }, (_, index) => slowSocket(url, texts[index % texts.length] ?? '')),
  )
  let open = count
  return {
    open: () => open,
    closed: Promise.all(
      sockets.map(async ({ life }) => {
        const lasted = await life
        open -= 1
        return lasted
      }),
    ),
    [Symbol.dispose]() {
      for (const { socket } of sockets) socket.destroy()
    },
  }
}

interface SlowSocket {
  readonly socket: Socket
  readonly life: Promise<number>
}

function slowSocket(url: string, text: string): Promise<SlowSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.on('error', reject)
    socket.on('connect', () => {
      const start = performance.now()
      // The head of a slow body goes at once.
      const end = text.indexOf('\r\n\r\n')
      let sent = end < 0 ? 0 : end + 4
      if (sent > 0) socket.write(text.slice(0, sent))
      const timer = setInterval(() => {
        if (sent < text.length && socket.writable) socket.write(text.charAt(sent))
        sent += 1
      }, pace)
      const life = new Promise<number>((closed) => {
        socket.on('close', () => {
          clearInterval(timer)
          closed(performance.now() - start)
        })
      })
      // Reads what is answered, so that the end is seen.
      socket.resume()
      resolve({ socket, life })
    })
  })
}
