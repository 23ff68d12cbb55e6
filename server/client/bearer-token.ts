/** What is read of a request: node's `IncomingMessage`, Fastify's and Express's, or a `Request`. */
export interface ProtectedRequest {
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>
  /** Path and query, or the whole URL. */
  readonly url?: string | undefined
}

export type BearerExtraction =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'malformed'; readonly description: string }

/**
 * The access token of a request (RFC 6750 §2.1). In the query it is refused unless allowed (§2.3):
 * URLs end in logs and histories. In a form body (§2.2) it is not looked for.
 */
export function extractBearerToken(
  request: ProtectedRequest,
  { allowQuery }: { readonly allowQuery: boolean },
): BearerExtraction {
  const authorization = readAuthorization(request.headers)
  const isBearer = /^bearer(?: |$)/i.test(authorization ?? '')
  const inQuery = readQuery(request.url)
  if (inQuery.length > 0 && !allowQuery)
    return malformed('Send the access token in the Authorization header, not in the query.')
  if (inQuery.length + (isBearer ? 1 : 0) > 1)
    return malformed('Send one access token, in one place.')
  const token = isBearer ? authorization?.slice('bearer'.length).trim() : inQuery[0]
  if (token === undefined) return { kind: 'none' }
  // RFC 6750 §2.1, b64token.
  return /^[A-Za-z0-9\-._~+/]+=*$/.test(token)
    ? { kind: 'token', token }
    : malformed('The request carries no well-formed Bearer token.')
}

/** The value of `WWW-Authenticate` for a refusal (RFC 6750 §3). */
export function bearerChallenge(attributes: Readonly<Record<string, string | undefined>>): string {
  const listed = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}="${quotable(value ?? '')}"`)
  return `Bearer ${listed.join(', ')}`
}

/** RFC 6750 §3: printable ASCII without quote and backslash, so that nothing escapes the quotes. */
export function quotable(text: string): string {
  return text.replaceAll('"', "'").replaceAll(/[^\x20-\x5B\x5D-\x7E]/g, '?')
}

function malformed(description: string): BearerExtraction {
  return { kind: 'malformed', description }
}

function readAuthorization(headers: ProtectedRequest['headers']): string | undefined {
  if (headers instanceof Headers) return headers.get('authorization') ?? undefined
  const [, value] =
    Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization') ?? []
  return typeof value === 'object' ? value.join(', ') : value
}

function readQuery(url: string | undefined): string[] {
  const start = url?.indexOf('?') ?? -1
  return start < 0 ? [] : new URLSearchParams(url?.slice(start)).getAll('access_token')
}
