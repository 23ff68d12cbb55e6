import type { ClientDetail } from '#contract/clients.ts'

/** A code flow with PKCE in openid-client's words, filled in for one client. */
export function snippet(issuer: string, client: ClientDetail | undefined): string {
  const clientId = client?.clientId ?? 'YOUR_CLIENT_ID'
  const settings = client?.settings
  const redirectUri = settings?.redirectUris[0]?.uri ?? 'http://localhost:3000/callback'
  const scope = settings === undefined ? 'openid' : settings.scopes.join(' ')
  const secret = settings?.type === 'public' ? 'undefined' : 'process.env.CLIENT_SECRET'
  const authentication = settings?.type === 'public' ? 'oidc.None()' : 'undefined'
  const insecure = issuer.startsWith('http:')
    ? `, {\n  execute: [oidc.allowInsecureRequests], // http on this machine\n}`
    : ''
  return `import * as oidc from 'openid-client'

const issuer = new URL('${issuer}')
const config = await oidc.discovery(issuer, '${clientId}', ${secret}, ${authentication}${insecure})

const codeVerifier = oidc.randomPKCECodeVerifier()
const state = oidc.randomState()
const signIn = oidc.buildAuthorizationUrl(config, {
  redirect_uri: '${redirectUri}',
  scope: '${scope}',
  state,
  code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
  code_challenge_method: 'S256',
})

// Send the browser to signIn. Then, with the URL it comes back to:
const tokens = await oidc.authorizationCodeGrant(config, currentUrl, {
  pkceCodeVerifier: codeVerifier,
  expectedState: state,
})`
}
