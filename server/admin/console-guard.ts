import type { IncomingMessage } from 'node:http'

/** Why a request is not from our console, in one sentence; `undefined` when it may be. */
export function strangerProblem(request: IncomingMessage, port: number): string | undefined {
  return hostProblem(request, port) ?? originProblem(request, port)
}

/** Exactly one Host, and it is ours: a rebound DNS name arrives here under its own. */
function hostProblem(request: IncomingMessage, port: number): string | undefined {
  const hosts = request.rawHeaders.filter(
    (name, index) => index % 2 === 0 && name.toLowerCase() === 'host',
  )
  const isOurs = hostsOf(port).includes(request.headers.host ?? '')
  return hosts.length === 1 && isOurs
    ? undefined
    : `The console answers at 127.0.0.1:${port} and no other name.`
}

/** What changes something comes from a page of ours (Fetch Metadata, RFC 6454). */
function originProblem(request: IncomingMessage, port: number): string | undefined {
  if (request.method === 'GET' || request.method === 'HEAD') return undefined
  const origins = hostsOf(port).map((host) => `http://${host}`)
  const site = request.headers['sec-fetch-site']
  const isOurs = origins.includes(request.headers.origin ?? '')
  return isOurs && (site === undefined || site === 'same-origin')
    ? undefined
    : 'Only the console’s own pages may ask this.'
}

function hostsOf(port: number): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`]
}
