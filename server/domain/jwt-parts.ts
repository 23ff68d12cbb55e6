/** A JSON object (RFC 8259 §4). */
export type JsonObject = Readonly<Record<string, unknown>>

/** A JWT taken apart, not verified: nothing in it is to be believed. */
export type JwtParts =
  | { readonly kind: 'parts'; readonly header: JsonObject; readonly claims: JsonObject }
  | { readonly kind: 'malformed'; readonly header: JsonObject | null; readonly problem: string }

/** Decodes the header and the claims of a compact JWS (RFC 7515 §7.1, RFC 7519 §7.2). */
export function decodeJwt(token: string): JwtParts {
  const [head = '', body = ''] = token.split('.')
  const header = readObject(head)
  if (!header) return { kind: 'malformed', header: null, problem: 'Its header is not JSON.' }
  if (body === '')
    return { kind: 'malformed', header, problem: 'It has no claims: it may be cut short.' }
  const claims = readObject(body)
  return claims
    ? { kind: 'parts', header, claims }
    : { kind: 'malformed', header, problem: 'Its claims are not JSON: it may be cut short.' }
}

function readObject(part: string): JsonObject | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(part, 'base64url'))
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    // Just found to be an object, and no list.
    return value as JsonObject
  } catch {
    return undefined
  }
}

/** A NumericDate (RFC 7519 §2); it may have a fraction. */
export function numericDate(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}

/** `aud` is one text or a list of them (RFC 7519 §4.1.3). */
export function audienceOf(claims: JsonObject): readonly string[] {
  const { aud } = claims
  if (typeof aud === 'string') return [aud]
  return Array.isArray(aud) ? aud.filter((value) => typeof value === 'string') : []
}

/** What the header and claims say that a JWT is: an id token has no header of its own. */
export function jwtKind(
  header: JsonObject,
  claims: JsonObject,
): 'access token' | 'id token' | 'other' {
  const type = mediaType(header['typ'])
  if (type === 'at+jwt') return 'access token'
  if (type === 'logout+jwt' || type === 'dpop+jwt') return 'other'
  const looksLikeIdToken = ['nonce', 'at_hash', 'c_hash'].some((name) => name in claims)
  return looksLikeIdToken ? 'id token' : 'other'
}

/** `typ` without case and without the `application/` that may be left out (RFC 7515 §4.1.9). */
export function mediaType(typ: unknown): string {
  return typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : ''
}
