import * as openid from 'openid-client'
import { describe, expect, test } from 'vitest'

import type { TestIssuer } from '#test/support/issuer.ts'
import { claimsOf } from '#test/support/relying-party.ts'
import { openUserAgent, signInAndAllow } from '#test/support/user-agent.ts'
import { alice, machine, redirectUri, startWorkspace, web } from '#test/support/workspace.ts'

const insecure = { execute: [openid.allowInsecureRequests] }

function discover(issuer: TestIssuer, clientId: string, authentication: openid.ClientAuth) {
  return openid.discovery(new URL(issuer.url), clientId, undefined, authentication, {
    execute: [...insecure.execute, openid.enableNonRepudiationChecks],
  })
}

async function signIn(
  issuer: TestIssuer,
  config: openid.Configuration,
  more: Readonly<Record<string, string>> = {},
) {
  const verifier = openid.randomPKCECodeVerifier()
  const nonce = openid.randomNonce()
  const state = openid.randomState()
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: 'openid profile email offline_access read',
    state,
    nonce,
    max_age: '600',
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...more,
  })
  const callback = await signInAndAllow(openUserAgent(issuer.url), url, alice)
  return openid.authorizationCodeGrant(config, callback, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    maxAge: 600,
    idTokenExpected: true,
  })
}

describe.each([
  ['web', 'client_secret_basic', openid.ClientSecretBasic(web.client_secret)],
  ['web', 'client_secret_post', openid.ClientSecretPost(web.client_secret)],
  ['app', 'none', openid.None()],
] as const)('the client %s, authenticated by %s', (clientId, _method, authentication) => {
  test('signs a user in with PKCE, state and nonce, and reads who it is', async () => {
    await using issuer = await startWorkspace()
    const config = await discover(issuer, clientId, authentication)
    const tokens = await signIn(issuer, config)
    expect(tokens.token_type).toBe('bearer')
    expect(tokens.scope).toBe('openid profile email offline_access read')
    expect(tokens.claims()).toMatchObject({
      iss: issuer.url,
      aud: clientId,
      sub: alice.subject,
      auth_time: issuer.clock.now(),
    })
    const userinfo = await openid.fetchUserInfo(config, tokens.access_token, alice.subject)
    expect(userinfo).toEqual({
      sub: alice.subject,
      name: 'Alice A.',
      preferred_username: 'alice',
      team: 'red',
      email: 'alice@example.com',
      email_verified: true,
    })
  })

  test('rotates its refresh token, and revokes it', async () => {
    await using issuer = await startWorkspace()
    const config = await discover(issuer, clientId, authentication)
    const first = await signIn(issuer, config)
    const second = await openid.refreshTokenGrant(config, first.refresh_token ?? '')
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(second.claims()?.sub).toBe(alice.subject)
    const third = await openid.refreshTokenGrant(config, second.refresh_token ?? '')

    await openid.tokenRevocation(config, third.refresh_token ?? '')
    await expect(openid.refreshTokenGrant(config, third.refresh_token ?? '')).rejects.toMatchObject(
      { error: 'invalid_grant', status: 400 },
    )
    await expect(
      openid.fetchUserInfo(config, third.access_token, alice.subject),
    ).rejects.toMatchObject({ code: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE' })
    expect(issuer.bugs).toEqual([])
  })
})

test.each(['jwt', 'opaque'] as const)(
  'a machine gets a %s access token, has it introspected, and revokes it',
  async (format) => {
    await using issuer = await startWorkspace()
    const { settings, version } = await issuer.admin('clients.get', { clientId: 'machine' })
    await issuer.admin('clients.update', {
      clientId: 'machine',
      version,
      settings: { ...settings, accessToken: { lifetime: 600, format } },
    })
    const config = await discover(
      issuer,
      'machine',
      openid.ClientSecretBasic(machine.client_secret),
    )
    const tokens = await openid.clientCredentialsGrant(config, { scope: 'read write' })
    expect(tokens).toMatchObject({ scope: 'read write', expires_in: 600 })
    expect(tokens.refresh_token).toBeUndefined()
    expect(tokens.id_token).toBeUndefined()
    expect(tokens.access_token.split('.')).toHaveLength(format === 'jwt' ? 3 : 1)
    if (format === 'jwt') expect(claimsOf(tokens.access_token)['sub']).toBe('machine')

    expect(await openid.tokenIntrospection(config, tokens.access_token)).toMatchObject({
      active: true,
      iss: issuer.url,
      client_id: 'machine',
      sub: 'machine',
      scope: 'read write',
      aud: ['urn:api'],
      exp: issuer.clock.now() + 600,
    })
    await openid.tokenRevocation(config, tokens.access_token)
    expect(await openid.tokenIntrospection(config, tokens.access_token)).toEqual({ active: false })
  },
)

test('the client reads the refusal of the user from the callback', async () => {
  await using issuer = await startWorkspace()
  const config = await discover(issuer, 'web', openid.ClientSecretBasic(web.client_secret))
  await expect(signIn(issuer, config, { prompt: 'none' })).rejects.toMatchObject({
    code: 'OAUTH_AUTHORIZATION_RESPONSE_ERROR',
    error: 'login_required',
  })
})
