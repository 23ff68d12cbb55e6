const loopbackHosts = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** What the issuer will say about a URI, said while it is typed; the issuer decides. */
export function redirectUriHint(uri: string): string | undefined {
  if (uri === '') return undefined
  const url = URL.parse(uri)
  if (url === null) return 'Not an absolute URI yet.'
  if (uri.includes('#')) return 'A redirect URI has no fragment (RFC 6749 §3.1.2).'
  if (uri.includes('*')) return 'No wildcards: add each URI by itself.'
  if (url.protocol !== 'http:') return undefined
  if (!loopbackHosts.has(url.hostname)) {
    return 'http is for loopback only (127.0.0.1, [::1], localhost). Use https.'
  }
  return url.hostname === 'localhost'
    ? undefined
    : 'Loopback: any port is accepted (RFC 8252 §7.3).'
}
