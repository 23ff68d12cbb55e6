/** Why a redirect URI may not be registered, in one sentence; `undefined` when it may. */
export function redirectUriProblem(uri: string): string | undefined {
  let url: URL
  try {
    url = new URL(uri)
  } catch {
    return `${uri} must be an absolute URI.`
  }
  if (/[\s\\]/.test(uri) || uri.includes('#'))
    return 'A redirect URI has no fragment, space or backslash (RFC 6749 §3.1.2).'
  if (/[^\x21-\x7E]/.test(uri))
    return 'A redirect URI is written in ASCII; anything else is percent-encoded (RFC 3986 §2).'
  if (url.username !== '' || url.password !== '')
    return 'A redirect URI carries no user name or password.'
  if (uri.includes('*')) return 'A redirect URI is matched exactly: there are no wildcards.'
  if (url.protocol === 'https:') return undefined
  if (url.protocol === 'http:')
    return isLoopback(url.hostname)
      ? undefined
      : 'A redirect URI is https; http is only for 127.0.0.1, [::1] and localhost (RFC 9700 §2.6).'
  if (['javascript:', 'data:', 'file:', 'blob:', 'about:', 'vbscript:'].includes(url.protocol))
    return `The scheme ${url.protocol} is never a redirect target.`
  // RFC 8252 §7.1: private-use schemes are reverse domain names; `ms-app` is a platform's own.
  return url.protocol.includes('.') || url.protocol === 'ms-app:'
    ? undefined
    : 'A private-use scheme is a reverse domain name such as com.example.app: (RFC 8252 §7.1).'
}

/**
 * Whether a request's redirect URI is a registered one: equal to the letter, save the port of a
 * loopback address, which the operating system chooses (RFC 8252 §7.3, RFC 9700 §4.1.3).
 */
export function matchesRedirectUri(registered: string, received: string): boolean {
  if (registered === received) return true
  // A port beyond 65535 matches the pattern below, and is no URL.
  if (!URL.canParse(received)) return false
  const pattern = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(?::\d{1,5})?(\/[^#]*|\?[^#]*)?$/
  const known = pattern.exec(registered)
  const given = pattern.exec(received)
  return known !== null && given !== null && known[1] === given[1] && known[2] === given[2]
}

const loopbackOrigin = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(:\d{1,5})?(?=[/?]|$)/

/** A registered URI as it counts for a request: of a loopback address, any port does (RFC 8252 §7.3). */
export function atPortOf(received: string, registered: string): string {
  const given = loopbackOrigin.exec(received)
  const [, host] = loopbackOrigin.exec(registered) ?? []
  if (!given || host === undefined) return registered
  return registered.replace(loopbackOrigin, `http://${host}${given[2] ?? ''}`)
}

/** `host[:port]` for people; the scheme where there is no host. */
export function redirectHost(uri: string): string {
  const url = new URL(uri)
  return url.host === '' ? url.protocol : url.host
}

/** The origin for a page's CSP `form-action`; private-use schemes have none, so the scheme stands. */
export function formActionSource(uri: string): string {
  const url = new URL(uri)
  return url.origin === 'null' ? url.protocol : url.origin
}

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]'
}
