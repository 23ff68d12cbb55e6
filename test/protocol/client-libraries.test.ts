import { createHash } from 'node:crypto'

import { describe, expect, test } from 'vitest'

import {
  authorizationUrl,
  basic,
  claimsOf,
  codeVerifier,
  introspect,
  obtainCode,
  obtainTokens,
  post,
  redeemCode,
  refresh,
} from '#test/support/relying-party.ts'
import { openUserAgent, signInAndAllow } from '#test/support/user-agent.ts'
import {
  alice,
  app,
  machine,
  other,
  redirectUri,
  startWorkspace,
  web,
} from '#test/support/workspace.ts'

// What real client libraries demand beyond the RFCs, point by point.

test('1: iss is in success and error alike, equal to the issuer to the letter', async () => {
  await using issuer = await startWorkspace()
  for (const changes of [{}, { scope: 'unknown' }]) {
    const url = authorizationUrl(issuer, changes)
    const callback = await signInAndAllow(openUserAgent(issuer.url), url, alice)
    expect(callback.searchParams.get('iss')).toBe(issuer.url)
    expect(callback.searchParams.get('state')).toBe('a-state')
    expect(callback.searchParams.has('error')).toBe('scope' in changes)
  }
})

test('2: every token has a kid that the JWK Set lists, every answer a token_type', async () => {
  await using issuer = await startWorkspace()
  const tokens = await obtainTokens(issuer)
  const jwks = await (await fetch(`${issuer.url}/oauth2/jwks`)).text()
  for (const token of [tokens.id_token, tokens.access_token]) {
    const header = Buffer.from(token?.split('.')[0] ?? '', 'base64url').toString()
    const [, kid = 'none'] = /"kid":"([^"]+)"/.exec(header) ?? []
    expect(jwks).toContain(`"${kid}"`)
  }
  expect(tokens.token_type).toBe('Bearer')
})

test('2: a 401 from userinfo says invalid_token in WWW-Authenticate', async () => {
  await using issuer = await startWorkspace()
  for (const headers of [{}, { authorization: 'Bearer nonsense' }, basic('web', 'x')]) {
    const response = await fetch(`${issuer.url}/oauth2/userinfo`, { headers })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer .*error="invalid_token"/)
  }
})

test('3: the Basic secret is taken form-encoded, and raw where both are the same', async () => {
  const secret = 'a secret+with/odd:characters%'
  await using issuer = await startWorkspace({ secret })
  const form = { client_id: undefined, client_secret: undefined }
  const send = async (header: { readonly authorization: string }) =>
    post(
      issuer,
      '/oauth2/token',
      {
        grant_type: 'authorization_code',
        code: await obtainCode(issuer),
        redirect_uri: redirectUri,
        code_verifier: codeVerifier,
        ...form,
      },
      header,
    )
  const encoded = encodeURIComponent(secret).replaceAll('%20', '+')
  expect((await send(basic('web', encoded))).status).toBe(200)
  expect((await send(basic('web', 'a-wrong-one'))).status).toBe(401)

  const made = await issuer.admin('clients.addSecret', { clientId: 'web', overlap: 0 })
  expect(made.secret.value).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect((await send(basic('web', made.secret.value))).status).toBe(200)
})

describe('4 and 19: a confidential client', () => {
  const form = { grant_type: 'client_credentials' }

  test('is accepted with Basic and with post', async () => {
    await using issuer = await startWorkspace()
    const header = basic(machine.client_id, machine.client_secret)
    expect((await post(issuer, '/oauth2/token', form, header)).status).toBe(200)
    expect((await post(issuer, '/oauth2/token', { ...form, ...machine })).status).toBe(200)
  })

  test('is refused with both at once, with none, and with another method', async () => {
    await using issuer = await startWorkspace()
    const header = basic(machine.client_id, machine.client_secret)
    const both = await post(issuer, '/oauth2/token', { ...form, ...machine }, header)
    expect(both).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
    const none = await post(issuer, '/oauth2/token', { ...form, client_id: 'machine' })
    expect(none).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    const assertion = await post(issuer, '/oauth2/token', {
      ...form,
      client_id: 'machine',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: 'e30.e30.e30',
    })
    expect(assertion).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
  })

  test('a public client that sends a secret is refused', async () => {
    await using issuer = await startWorkspace()
    const code = await obtainCode(issuer, { client_id: 'app' })
    const answer = await redeemCode(issuer, code, { ...app, client_secret: 'made-up' })
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
  })
})

describe('5: PKCE', () => {
  const without = { code_challenge: undefined, code_challenge_method: undefined }

  test('is required of a public client, and of a confidential one that is set to it', async () => {
    await using issuer = await startWorkspace()
    for (const clientId of ['app', 'web']) {
      const url = authorizationUrl(issuer, { client_id: clientId, ...without })
      const callback = await signInAndAllow(openUserAgent(issuer.url), url, alice)
      expect(callback.searchParams.get('error')).toBe('invalid_request')
    }
  })

  test('is optional for a confidential client that is set to it; a stray verifier is a downgrade', async () => {
    await using issuer = await startWorkspace({ pkce: 'optional' })
    const code = await obtainCode(issuer, without)
    expect((await redeemCode(issuer, code)).body['error']).toBe('invalid_grant')
    expect((await redeemCode(issuer, code, { code_verifier: undefined })).status).toBe(200)
    // Where a challenge was sent, the verifier has to come.
    const bound = await obtainCode(issuer)
    const missing = await redeemCode(issuer, bound, { code_verifier: undefined })
    expect(missing.body['error']).toBe('invalid_grant')
  })

  test('refuses a verifier under 43 characters although its hash matches', async () => {
    await using issuer = await startWorkspace()
    const short = 'v'.repeat(42)
    const code = await obtainCode(issuer, {
      code_challenge: createHash('sha256').update(short).digest('base64url'),
    })
    const answer = await redeemCode(issuer, code, { code_verifier: short })
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  })

  test.each([{ code_challenge_method: 'plain' }, { code_challenge_method: undefined }])(
    'refuses the plain method: %o',
    async (changes) => {
      await using issuer = await startWorkspace()
      const url = authorizationUrl(issuer, changes)
      const callback = await signInAndAllow(openUserAgent(issuer.url), url, alice)
      expect(callback.searchParams.get('error')).toBe('invalid_request')
    },
  )
})

describe('17: what is not allowed is said', () => {
  test('a grant type that is switched off is unauthorized_client', async () => {
    await using issuer = await startWorkspace({ refreshTokens: { enabled: false } })
    const answer = await refresh(issuer, 'lkr_whatever')
    expect(answer).toMatchObject({ status: 400, body: { error: 'unauthorized_client' } })
    const unknown = await post(issuer, '/oauth2/token', { ...web, grant_type: 'password' })
    expect(unknown.body['error']).toBe('unsupported_grant_type')
  })

  test.each(['openid nonsense', 'send'])('the scope %o is invalid_scope', async (scope) => {
    await using issuer = await startWorkspace()
    const url = authorizationUrl(issuer, { scope })
    const callback = await signInAndAllow(openUserAgent(issuer.url), url, alice)
    expect(callback.searchParams.get('error')).toBe('invalid_scope')
    const form = { grant_type: 'client_credentials', scope: 'read nonsense', ...machine }
    expect((await post(issuer, '/oauth2/token', form)).body['error']).toBe('invalid_scope')
  })

  test('scope is in every token response, and any wrong verifier is invalid_grant', async () => {
    await using issuer = await startWorkspace()
    const tokens = await obtainTokens(issuer)
    expect(tokens.scope).toBe('openid offline_access read')
    const refreshed = await refresh(issuer, tokens.refresh_token)
    expect(refreshed.body['scope']).toBe('openid offline_access read')
    const form = { grant_type: 'client_credentials', ...machine }
    expect((await post(issuer, '/oauth2/token', form)).body['scope']).toBe('read send write')

    const code = await obtainCode(issuer)
    for (const wrong of ['x'.repeat(43), 'short', 'ü'.repeat(50), ' '.repeat(43)])
      expect((await redeemCode(issuer, code, { code_verifier: wrong })).body['error']).toBe(
        'invalid_grant',
      )
  })
})

describe('19: introspection', () => {
  test('tells of a refresh token to its owner alone', async () => {
    await using issuer = await startWorkspace()
    const tokens = await obtainTokens(issuer)
    expect(await introspect(issuer, tokens.refresh_token)).toMatchObject({
      active: true,
      client_id: 'web',
      sub: alice.subject,
    })
    expect(await introspect(issuer, tokens.refresh_token, other)).toEqual({ active: false })
    expect(await introspect(issuer, tokens.access_token, other)).toMatchObject({ active: true })
  })

  test('is not for public clients, nor for nobody', async () => {
    await using issuer = await startWorkspace()
    const { access_token: token } = await obtainTokens(issuer)
    for (const client of [app, {}]) {
      const answer = await post(issuer, '/oauth2/introspect', { token, ...client })
      expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    }
  })
})

test('20: at_hash is the left half of the hash of the access token', async () => {
  for (const [signingAlgorithm, hash] of [
    ['ES256', 'sha256'],
    ['EdDSA', 'sha512'],
  ] as const) {
    await using issuer = await startWorkspace({}, { issuer: { signingAlgorithm } })
    const tokens = await obtainTokens(issuer)
    const whole = createHash(hash).update(tokens.access_token).digest()
    expect(claimsOf(tokens.id_token)['at_hash']).toBe(
      whole.subarray(0, whole.length / 2).toString('base64url'),
    )
  }
})
