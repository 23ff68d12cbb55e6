import { timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

import { digest } from '#domain/secret.ts'

import { callbackHeaders, callbackPage } from './callback-page.ts'

const loopbackUri = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(?::\d{1,5})?([/?][^#]*)?$/
/** RFC 8252 §8.3: an address is safer than a name. */
const preference = ['127.0.0.1', '[::1]', 'localhost']

/** The registered redirect URI that can be listened at on any port (RFC 8252 §7.3), if there is one. */
export function findLoopbackUri(uris: readonly string[]): string | undefined {
  const hostOf = (uri: string): string => loopbackUri.exec(uri)?.[1] ?? ''
  return preference
    .map((host) => uris.find((uri) => hostOf(uri) === host))
    .find((uri) => uri !== undefined)
}

export interface CallbackListener {
  /** The registered URI with the port that is listened at. */
  readonly redirectUri: string
  close(): Promise<void>
}

export interface CallbackOptions {
  /** A URI that `findLoopbackUri` has found. */
  readonly registered: string
  readonly state: string
  /** Called once, with the parameters of the answer that carries the state. */
  readonly onAnswer: (url: URL) => void
}

/**
 * Listens for one authorization response, on loopback alone.
 * @throws where the machine has no such address
 */
export async function listenForCallback(options: CallbackOptions): Promise<CallbackListener> {
  const [, host = '', rest = ''] = loopbackUri.exec(options.registered) ?? []
  const place = { origin: '', path: new URL(`http://localhost${rest}`).pathname, isAnswered: false }
  const answer = (request: IncomingMessage, response: ServerResponse): void =>
    receive(request, response, { options, place })
  const servers = [openServer(answer)]
  const port = await listen(servers[0], host === '[::1]' ? '::1' : '127.0.0.1', 0)
  // A browser may take `localhost` for either address; nobody else shall get the code at the other.
  if (host === 'localhost') {
    const second = openServer(answer)
    const hasBoth = await listen(second, '::1', port).then(
      () => true,
      () => false,
    )
    if (hasBoth) servers.push(second)
  }
  place.origin = `http://${host}:${port}`
  return {
    redirectUri: place.origin + rest,
    async close() {
      await Promise.all(servers.map(closeServer))
    },
  }
}

/** A server that slow or many connections do not keep busy. */
function openServer(answer: (request: IncomingMessage, response: ServerResponse) => void): Server {
  const server = createServer(
    { requestTimeout: 5000, headersTimeout: 4000, keepAliveTimeout: 1, maxHeaderSize: 16_384 },
    answer,
  )
  server.maxConnections = 20
  return server
}

/** Returns the port. */
async function listen(server: Server | undefined, host: string, port: number): Promise<number> {
  if (!server) throw new Error('No server.')
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('Not listening.')
  return address.port
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
    // An answer that is on its way still leaves.
    setTimeout(() => server.closeAllConnections(), 500).unref()
  })
}

interface Place {
  origin: string
  readonly path: string
  isAnswered: boolean
}

// SECURITY: whatever else comes to this port (another Host by DNS rebinding, another path, another
// method, an answer that was not asked for) learns nothing and changes nothing.
function receive(
  request: IncomingMessage,
  response: ServerResponse,
  { options, place }: { readonly options: CallbackOptions; readonly place: Place },
): void {
  const refuse = (status: number, sentence: string): void =>
    void response.writeHead(status, callbackHeaders).end(callbackPage('Not expected', sentence))
  if (`http://${request.headers.host ?? ''}` !== place.origin)
    return refuse(421, 'This address is not served here.')
  const url = URL.parse(request.url ?? '', place.origin)
  if (url === null || url.origin !== place.origin || url.pathname !== place.path)
    return refuse(404, 'There is nothing here.')
  if (request.method !== 'GET') return refuse(405, 'Only an answer by GET is awaited here.')
  if (!isSame(url.searchParams.getAll('state'), options.state))
    return refuse(400, 'This answer does not belong to the request that Try it has made.')
  if (place.isAnswered) return refuse(409, 'The answer is here already.')
  place.isAnswered = true
  response
    .writeHead(200, callbackHeaders)
    .end(callbackPage('Back to Latchkey', 'You can close this window. Try it has the answer.'))
  options.onAnswer(url)
}

function isSame(received: readonly string[], expected: string): boolean {
  const [state] = received
  return (
    received.length === 1 && state !== undefined && timingSafeEqual(digest(state), digest(expected))
  )
}
