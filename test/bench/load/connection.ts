import { once } from 'node:events'
import { connect } from 'node:net'

/** An answer as it came: its status, its head, its body. */
export interface Answer {
  readonly status: number
  readonly head: string
  readonly body: string
}

/** One keep-alive connection with one request at a time on it. */
export interface Connection {
  send(request: string): Promise<Answer>
  close(): void
}

/**
 * The little HTTP/1.1 that a closed loop needs, by hand over a socket: a client that cost as much
 * processor time as the issuer would measure itself.
 */
export async function openConnection(issuer: string): Promise<Connection> {
  const incoming = Buffer.allocUnsafe(65_536)
  let received = ''
  let waiting: { resolve(answer: Answer): void; reject(error: Error): void } | undefined
  const fail = (error: Error): void => {
    waiting?.reject(error)
    waiting = undefined
  }
  const socket = connect({
    port: Number(new URL(issuer).port),
    host: '127.0.0.1',
    noDelay: true,
    // One buffer for all that comes: what a stream does for each chunk costs a third more.
    onread: {
      buffer: incoming,
      callback(length) {
        received += incoming.toString('latin1', 0, length)
        const answer = readAnswer(received)
        if (answer) {
          received = ''
          waiting?.resolve(answer)
        }
        return true
      },
    },
  })
  await once(socket, 'connect')
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('The target has closed the connection.')))
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        if (socket.destroyed) fail(new Error('The target has closed the connection.'))
        else socket.write(request, 'latin1')
      }),
    close() {
      waiting = undefined
      socket.destroy()
    },
  }
}

/** `undefined` while something of it is still under way. */
function readAnswer(text: string): Answer | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const head = text.slice(0, end)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length === undefined) throw new Error(`An answer without a length: ${head}`)
  const body = text.slice(end + 4)
  return body.length < Number(length)
    ? undefined
    : { status: Number(head.slice(9, 12)), head, body }
}

/** A GET, ready to be sent. */
export function getRequest(issuer: string, path: string, cookie = ''): string {
  const cookies = cookie === '' ? '' : `cookie: ${cookie}\r\n`
  return `GET ${path} HTTP/1.1\r\nhost: ${new URL(issuer).host}\r\n${cookies}\r\n`
}

/** Makes requests that post a form: what they share is put together once. */
export function postRequests(issuer: string, path: string): (form: string) => string {
  const head =
    `POST ${path} HTTP/1.1\r\nhost: ${new URL(issuer).host}\r\n` +
    'content-type: application/x-www-form-urlencoded\r\ncontent-length: '
  return (form) => `${head}${form.length}\r\n\r\n${form}`
}

/** A form as it is sent. */
export function formOf(fields: Readonly<Record<string, string>>): string {
  return new URLSearchParams(fields).toString()
}
