import * as oauth from 'oauth4webapi'
import { describe, expect, test } from 'vitest'

import type { TestIssuer } from '#test/support/issuer.ts'
import { authorizationUrl } from '#test/support/relying-party.ts'
import { openUserAgent, signInAndAllow } from '#test/support/user-agent.ts'
import { alice, machine, redirectUri, startWorkspace, web } from '#test/support/workspace.ts'

const insecure = { [oauth.allowInsecureRequests]: true } as const

async function discover(issuer: TestIssuer): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer.url)
  const response = await oauth.discoveryRequest(url, { algorithm: 'oauth2', ...insecure })
  return oauth.processDiscoveryResponse(url, response)
}

/** The code flow with every check that the library has, signatures included. */
async function signIn(issuer: TestIssuer, clientId: string, authentication: oauth.ClientAuth) {
  const as = await discover(issuer)
  const client: oauth.Client = { client_id: clientId }
  const verifier = oauth.generateRandomCodeVerifier()
  const nonce = oauth.generateRandomNonce()
  const state = oauth.generateRandomState()
  const url = authorizationUrl(issuer, {
    client_id: clientId,
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  })
  const callback = await signInAndAllow(openUserAgent(issuer.url), url, alice)
  const parameters = oauth.validateAuthResponse(as, client, callback, state)
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    authentication,
    parameters,
    redirectUri,
    verifier,
    insecure,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  })
  await oauth.validateApplicationLevelSignature(as, response, insecure)
  return { as, client, tokens }
}

describe.each([
  ['web', 'client_secret_basic', oauth.ClientSecretBasic(web.client_secret)],
  ['web', 'client_secret_post', oauth.ClientSecretPost(web.client_secret)],
  ['app', 'none', oauth.None()],
] as const)('the client %s, authenticated by %s', (clientId, _method, authentication) => {
  test('signs in, refreshes, reads userinfo and revokes', async () => {
    await using issuer = await startWorkspace()
    const { as, client, tokens } = await signIn(issuer, clientId, authentication)
    const claims = oauth.getValidatedIdTokenClaims(tokens)
    expect(claims).toMatchObject({ sub: alice.subject, aud: clientId, iss: issuer.url })

    const userinfo = await oauth.userInfoRequest(as, client, tokens.access_token, insecure)
    expect(await oauth.processUserInfoResponse(as, client, alice.subject, userinfo)).toMatchObject({
      sub: alice.subject,
    })

    const response = await oauth.refreshTokenGrantRequest(
      as,
      client,
      authentication,
      tokens.refresh_token ?? '',
      insecure,
    )
    const refreshed = await oauth.processRefreshTokenResponse(as, client, response)
    await oauth.validateApplicationLevelSignature(as, response, insecure)
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token)

    const revoked = await oauth.revocationRequest(
      as,
      client,
      authentication,
      refreshed.refresh_token ?? '',
      insecure,
    )
    await oauth.processRevocationResponse(revoked)
    const refusedAnswer = await oauth.refreshTokenGrantRequest(
      as,
      client,
      authentication,
      refreshed.refresh_token ?? '',
      insecure,
    )
    await expect(
      oauth.processRefreshTokenResponse(as, client, refusedAnswer),
    ).rejects.toMatchObject({ error: 'invalid_grant' })
  })
})

test('an API validates the access token of a user by the JWK Set', async () => {
  await using issuer = await startWorkspace()
  const { as, tokens } = await signIn(issuer, 'app', oauth.None())
  const request = new Request('https://api.example/', {
    headers: { authorization: `Bearer ${tokens.access_token}` },
  })
  const claims = await oauth.validateJwtAccessToken(as, request, 'urn:api', insecure)
  expect(claims).toMatchObject({
    sub: alice.subject,
    client_id: 'app',
    scope: 'openid offline_access read',
  })
  await expect(
    oauth.validateJwtAccessToken(as, request, 'urn:mail', insecure),
  ).rejects.toThrowError(/aud/)
})

test('a machine gets a token, and introspection tells of it', async () => {
  await using issuer = await startWorkspace()
  const as = await discover(issuer)
  const client: oauth.Client = { client_id: 'machine' }
  const authentication = oauth.ClientSecretBasic(machine.client_secret)
  const tokens = await oauth.processClientCredentialsResponse(
    as,
    client,
    await oauth.clientCredentialsGrantRequest(
      as,
      client,
      authentication,
      { scope: 'send', resource: 'urn:mail' },
      insecure,
    ),
  )
  const introspection = await oauth.introspectionRequest(
    as,
    client,
    authentication,
    tokens.access_token,
    insecure,
  )
  expect(await oauth.processIntrospectionResponse(as, client, introspection)).toMatchObject({
    active: true,
    aud: ['urn:mail'],
    scope: 'send',
  })
})

test('a wrong secret is a challenge that names Basic', async () => {
  await using issuer = await startWorkspace()
  const as = await discover(issuer)
  const client: oauth.Client = { client_id: 'machine' }
  const response = await oauth.clientCredentialsGrantRequest(
    as,
    client,
    oauth.ClientSecretBasic('not-the-secret'),
    {},
    insecure,
  )
  expect(response.status).toBe(401)
  await expect(oauth.processClientCredentialsResponse(as, client, response)).rejects.toMatchObject({
    cause: [{ scheme: 'basic' }],
  })
})
