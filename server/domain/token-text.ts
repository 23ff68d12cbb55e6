/** What a piece of text looks like. Nothing of it is believed: whether it is ours is proven later. */
export type TokenShape = 'jwt' | 'jwe' | 'access token' | 'refresh token' | 'code' | 'jti'

export interface TokenInText {
  readonly shape: TokenShape
  readonly value: string
  /** UTF-16 offset in the text. */
  readonly start: number
  /** What named it there: `Bearer`, `access_token`; `undefined` where nothing did. */
  readonly label: string | undefined
}

/** More than a log line carries; what comes after is not looked at. */
const most = 20

// A token begins the text, or follows what no token has in it. `%3D` and the like are the signs
// before it in an encoded query.
const before = String.raw`(?<=^|[^A-Za-z0-9_.~-]|%[0-9A-Fa-f]{2})`
const part = '[A-Za-z0-9_-]'
const patterns = [
  // `{"`, `{ ` and `{` before a line break in base64url: what a JOSE header begins with.
  { shape: 'jwt', pattern: `${before}e[wy]${part}+(?:\\.${part}*){2,4}` },
  { shape: 'access token', pattern: `${before}lka_${part}{8,}` },
  { shape: 'refresh token', pattern: `${before}lkr_${part}{8,}` },
  { shape: 'code', pattern: `${before}lkc_${part}{8,}` },
  { shape: 'jti', pattern: `${before}g[0-9a-z]{1,10}\\.${part}{12}(?!${part})` },
] as const satisfies readonly { readonly shape: TokenShape; readonly pattern: string }[]

/** The tokens in a text, in their order: a token alone, an HTTP message, a line of a log. */
export function findTokens(text: string): readonly TokenInText[] {
  const found = patterns
    .flatMap(({ shape, pattern }) =>
      Array.from(text.matchAll(new RegExp(pattern, 'g')), ({ 0: value, index }) => ({
        shape: shape === 'jwt' ? jwtShape(value) : shape,
        value,
        start: index,
        label: labelBefore(text, index),
      })),
    )
    .filter((token) => token.shape !== undefined)
    .toSorted((a, b) => a.start - b.start)
  const all = found.length > 0 ? found : loneIdentifier(text)
  // The filter above leaves those that have a shape.
  return (all as readonly TokenInText[]).slice(0, most)
}

/** Words with dots between them are no token. */
function isObject(part: string): boolean {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof value === 'object' && value !== null
  } catch {
    return false
  }
}

const tokenLike = /[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]*|lk[a-z]_[A-Za-z0-9_-]{8,}/g

/** A text from inside a token: one that is nested in it is no more shown than the outer one. */
export function withoutTokens(text: string): string {
  return text.replaceAll(tokenLike, ({ length }) => `[${length} characters like those of a token]`)
}

/** Three parts are signed, five encrypted (RFC 7516 §3.1). */
function jwtShape(value: string): TokenShape | undefined {
  const [header = '', ...rest] = value.split('.')
  if (!isObject(header)) return undefined
  return rest.length === 2 ? 'jwt' : rest.length === 4 ? 'jwe' : undefined
}

// SECURITY: known names alone. Whatever else stands before a token may be the end of another one.
const label =
  /(?:\b|%[0-9A-F]{2})(Bearer|DPoP|(?:access|refresh|id|subject|actor|logout)_token|id_token_hint|token|code|jti|assertion|client_assertion|authorization)["'\\]*(?:\s*[=:]\s*|%3D|%3A|\s+)["'\\]*$/i

function labelBefore(text: string, start: number): string | undefined {
  return label.exec(text.slice(Math.max(0, start - 40), start))?.[1]
}

/** The `jti` of client credentials has nothing to be known by: it stands alone, or is named. */
function loneIdentifier(text: string): readonly TokenInText[] {
  const named = /(?<=\bjti["'\\]*\s*[=:]\s*["'\\]*)[A-Za-z0-9_-]{12}(?![A-Za-z0-9_-])/.exec(text)
  if (named) return [{ shape: 'jti', value: named[0], start: named.index, label: 'jti' }]
  const value = text.trim()
  if (!/^[A-Za-z0-9_-]{12}$/.test(value)) return []
  return [{ shape: 'jti', value, start: text.indexOf(value), label: undefined }]
}
