const loopback = new Set(['127.0.0.1', 'localhost', '[::1]'])

export type ExternalLink =
  | { readonly kind: 'open'; readonly url: string }
  | { readonly kind: 'ask'; readonly url: string; readonly host: string }
  | { readonly kind: 'refused' }

/**
 * Whether the system browser may be sent to an address that the console asks for.
 * The operating system starts a program by the scheme, so only two schemes ever leave.
 */
export function decideExternalLink(address: string): ExternalLink {
  const url = URL.parse(address)
  if (url === null || url.username !== '' || url.password !== '') return { kind: 'refused' }
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:'
  if (isWeb && loopback.has(url.hostname)) return { kind: 'open', url: url.href }
  if (url.protocol === 'https:') return { kind: 'ask', url: url.href, host: url.host }
  return { kind: 'refused' }
}
