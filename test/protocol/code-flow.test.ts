import * as openid from 'openid-client'
import { expect, test } from 'vitest'

import { startIssuer } from '#test/support/issuer.ts'
import { openUserAgent, signInAndAllow } from '#test/support/user-agent.ts'

const secret = 'a-secret-of-the-web-application'
const redirectUri = 'http://127.0.0.1:1/callback'

test('a client signs a user in, refreshes, and is refused once its token is revoked', async () => {
  await using issuer = await startIssuer({
    resources: [{ audience: 'urn:api', scopes: [{ name: 'read' }] }],
    clients: [
      {
        clientId: 'web',
        secret,
        redirectUris: [redirectUri],
        scopes: ['openid', 'offline_access', 'read'],
        refreshTokens: { enabled: true },
      },
    ],
    users: [{ username: 'alice', password: 'correct horse' }],
  })
  const config = await openid.discovery(new URL(issuer.url), 'web', secret, undefined, {
    execute: [openid.allowInsecureRequests],
  })
  const pkceCodeVerifier = openid.randomPKCECodeVerifier()
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: 'openid offline_access read',
    state: 'state',
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  })
  const callback = await signInAndAllow(openUserAgent(issuer.url), url, {
    username: 'alice',
    password: 'correct horse',
  })
  const tokens = await openid.authorizationCodeGrant(config, callback, {
    pkceCodeVerifier,
    expectedState: 'state',
  })
  const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '')
  expect(refreshed.refresh_token).not.toBe(tokens.refresh_token)

  await openid.tokenRevocation(config, refreshed.refresh_token ?? '')
  await expect(
    openid.refreshTokenGrant(config, refreshed.refresh_token ?? ''),
  ).rejects.toMatchObject({
    error: 'invalid_grant',
  })
  expect(issuer.bugs).toEqual([])
})
