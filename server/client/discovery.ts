import * as oauth from 'oauth4webapi'

/** Milliseconds that the issuer has for one answer. */
const patience = 10_000

/**
 * Fetches the issuer's metadata (OIDC Discovery §4) and checks that it speaks for itself (§4.3).
 * @param issuer the issuer's URL, as in `iss`
 * @throws TypeError where the issuer or an endpoint is http and not on loopback
 */
export async function discoverIssuer(issuer: string): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer)
  requireSecure('issuer', issuer)
  const response = await oauth.discoveryRequest(url, requestOptions(issuer))
  const metadata = await oauth.processDiscoveryResponse(url, response)
  // SECURITY: metadata read over http on loopback must not lead secrets over http elsewhere.
  for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const) {
    const endpoint = metadata[name]
    if (endpoint !== undefined) requireSecure(name, endpoint)
  }
  return metadata
}

/** What every request to the issuer is sent with. */
export function requestOptions(issuer: string): {
  readonly signal: () => AbortSignal
  readonly [oauth.allowInsecureRequests]: boolean
} {
  return {
    signal: () => AbortSignal.timeout(patience),
    [oauth.allowInsecureRequests]: new URL(issuer).protocol === 'http:',
  }
}

/** RFC 6749 §3.1, §3.2: TLS, save where nothing leaves the machine (RFC 8252 §8.3). */
function requireSecure(name: string, text: string): void {
  const { protocol, hostname } = new URL(text)
  if (protocol === 'https:') return
  if (protocol === 'http:' && isLoopback(hostname)) return
  throw new TypeError(`${name} is ${text}: it must be https, or http on loopback.`)
}

function isLoopback(hostname: string): boolean {
  // URL writes every form of an IPv4 address in four parts, so 127.1 and 0x7f000001 are here too.
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
