const refreshToken = /\blkr_([A-Za-z0-9_-]{8})[A-Za-z0-9_-]{48}\b/g
const jwt = /\beyJ[A-Za-z0-9_-]+\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+/g
const otherToken = /\blk[a-z]_[A-Za-z0-9_-]{20,}/g

/**
 * What is typed or pasted, with every token in it exchanged for the family that it belongs to. A
 * token must not get any further: the line stands in the address, in saved views and in requests.
 */
export function withoutTokens(text: string): string {
  return text
    .replaceAll(refreshToken, (_, header: string) => familyOfHeader(header))
    .replaceAll(jwt, (_, payload: string) => familyOfPayload(payload))
    .replaceAll(otherToken, '')
}

/** A refresh token begins with its grant's number in six bytes. */
function familyOfHeader(header: string): string {
  const bytes = fromBase64Url(header)
  const id = Array.from(bytes, (byte) => byte.charCodeAt(0)).reduce(
    (sum, byte) => sum * 256 + byte,
    0,
  )
  return `family:g${id.toString(36)}`
}

/** The `jti` of an access token begins with its family's id; client credentials have none. */
function familyOfPayload(payload: string): string {
  const [, family] = /"jti":"(g[0-9a-z]+)\./.exec(fromBase64Url(payload)) ?? []
  return family === undefined ? '' : `family:${family}`
}

function fromBase64Url(text: string): string {
  try {
    return atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  } catch {
    return ''
  }
}
