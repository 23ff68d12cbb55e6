import type { EndpointPaths, PlaygroundOptions } from './options.ts'

/** Shown as a device: "Latchkey Try-it". */
export const userAgent = 'Latchkey/Try-it'

/** A request to the issuer. It names an endpoint, never an address. */
export interface IssuerRequest {
  readonly endpoint: keyof EndpointPaths
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly form?: URLSearchParams
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** Characters of an answer that are kept. */
const bodyLimit = 65_536

// SECURITY: the only addresses that a run contacts: this issuer's endpoints, from our own table, on
// loopback, whatever the public URL says. No redirect is followed.
export function endpointUrl(
  { paths, place }: Pick<PlaygroundOptions, 'paths' | 'place'>,
  endpoint: keyof EndpointPaths,
): string {
  return `http://127.0.0.1:${place().port}${paths[endpoint]}`
}

/** @throws where there is no answer within ten seconds */
export function contact(
  options: Pick<PlaygroundOptions, 'paths' | 'place'>,
  request: IssuerRequest,
): Promise<Answer> {
  return send(endpointUrl(options, request.endpoint), {
    method: request.method,
    headers: { ...request.headers },
    ...(request.form === undefined ? {} : { body: request.form }),
  })
}

/** For `contact`, and for the sample API that this process has just opened. */
export async function send(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, {
    ...init,
    redirect: 'manual',
    signal: AbortSignal.timeout(10_000),
  })
  const body = await response.text()
  return { status: response.status, headers: response.headers, body: body.slice(0, bodyLimit) }
}
