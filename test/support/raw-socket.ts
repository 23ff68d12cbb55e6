import { connect } from 'node:net'

/** An answer as it came over the wire. */
export interface RawAnswer {
  /** 0 where the connection was closed without one. */
  readonly status: number
  /** By lower-case name; a repeated header has all its values. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  readonly body: string
  readonly text: string
}

export interface RawRequest {
  readonly method?: string
  readonly path?: string
  /** Sent as they are, in order, after Host and Connection. */
  readonly headers?: readonly (readonly [string, string])[]
  /** Left out, it is the issuer's own; `null` sends none. */
  readonly host?: string | null
  /** Its length is sent along unless `headers` frames the body itself. */
  readonly body?: string
}

const framing = new Set(['content-length', 'transfer-encoding'])

/** The text of a request, byte for byte: what no HTTP library would send included. */
export function requestText(url: string, request: RawRequest = {}): string {
  const { method = 'GET', path = '/', headers = [], body = '' } = request
  const host = request.host === undefined ? new URL(url).host : request.host
  const framesItself = headers.some(([name]) => framing.has(name.toLowerCase()))
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...(host === null ? [] : [`Host: ${host}`]),
    'Connection: close',
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body === '' || framesItself ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

/**
 * Sends bytes and reads until the other side closes. A server that neither answers nor closes
 * fails the test: the limit is well beyond the server's own timeouts.
 */
export function sendRaw(url: string, text: string | Buffer, limit = 12_000): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text))
    const timer = setTimeout(() => {
      socket.destroy()
      reject(new Error(`No end of the answer to ${JSON.stringify(String(text).slice(0, 200))}`))
    }, limit)
    socket
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      // A reset after the answer is how a server stops reading a body that it has refused.
      .on('error', () => undefined)
      .on('close', () => {
        clearTimeout(timer)
        resolve(readAnswer(Buffer.concat(chunks).toString()))
      })
  })
}

export function raw(url: string, request: RawRequest): Promise<RawAnswer> {
  return sendRaw(url, requestText(url, request))
}

/** A form as `application/x-www-form-urlencoded`, its body exactly as given. */
export function rawForm(
  url: string,
  path: string,
  body: string,
  headers: RawRequest['headers'] = [],
): Promise<RawAnswer> {
  const type = ['Content-Type', 'application/x-www-form-urlencoded'] as const
  return raw(url, { method: 'POST', path, body, headers: [type, ...headers] })
}

function readAnswer(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n')
  const [statusLine = '', ...lines] = text.slice(0, end < 0 ? text.length : end).split('\r\n')
  const headers = new Map<string, string[]>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()])
  }
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1] ?? 0),
    headers,
    body: end < 0 ? '' : text.slice(end + 4),
    text,
  }
}
