import { createRemoteJWKSet, jwtVerify, type JWTVerifyResult } from 'jose'
import { describe, expect, test } from 'vitest'

import type { TestIssuer } from '#test/support/issuer.ts'
import {
  obtainCode,
  obtainTokens,
  post,
  redeemCode,
  refresh,
  tokensOf,
} from '#test/support/relying-party.ts'
import { machine, startWorkspace, web } from '#test/support/workspace.ts'

const algorithms = ['RS256', 'ES256', 'PS256', 'EdDSA'] as const

interface Expected {
  readonly typ: string
  readonly audience: string
}

/** As an API or a client would: by the JWK Set alone. */
function verify(
  issuer: TestIssuer,
  token: string | undefined,
  expected: Expected,
): Promise<JWTVerifyResult> {
  const keys = createRemoteJWKSet(new URL(`${issuer.url}/oauth2/jwks`))
  return jwtVerify(token ?? '', keys, {
    issuer: issuer.url,
    audience: expected.audience,
    typ: expected.typ,
    currentDate: new Date(issuer.clock.now() * 1000),
    requiredClaims: ['exp', 'iat', 'sub'],
  })
}

describe.each(algorithms)('signed with %s', (signingAlgorithm) => {
  test('the id token and the access token validate against the JWK Set', async () => {
    await using issuer = await startWorkspace({}, { issuer: { signingAlgorithm } })
    const { settings, version } = await issuer.admin('resources.get', { audience: 'urn:api' })
    await issuer.admin('resources.update', {
      audience: 'urn:api',
      version,
      settings: { ...settings, signingAlgorithm },
    })
    const tokens = await obtainTokens(issuer)
    const idToken = await verify(issuer, tokens.id_token, { typ: 'JWT', audience: 'web' })
    const accessToken = await verify(issuer, tokens.access_token, {
      typ: 'at+jwt',
      audience: 'urn:api',
    })
    for (const { protectedHeader } of [idToken, accessToken])
      expect(protectedHeader).toMatchObject({ alg: signingAlgorithm, kid: expect.any(String) })
    expect(accessToken.payload).toMatchObject({
      aud: 'urn:api',
      client_id: 'web',
      scope: 'openid offline_access read',
      jti: expect.any(String),
      auth_time: issuer.clock.now(),
    })
  })

  test('a token with one changed character is refused by userinfo', async () => {
    await using issuer = await startWorkspace({}, { issuer: { signingAlgorithm } })
    const { access_token: token } = await obtainTokens(issuer)
    const [header, payload, signature = ''] = token.split('.')
    const changed = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1)
    const answer = await fetch(`${issuer.url}/oauth2/userinfo`, {
      headers: { authorization: `Bearer ${header}.${payload}.${changed}` },
    })
    expect(answer.status).toBe(401)
  })
})

test('a resource says how its access tokens are signed, whatever signs the id tokens', async () => {
  await using issuer = await startWorkspace({}, { issuer: { signingAlgorithm: 'RS256' } })
  const { settings, version } = await issuer.admin('resources.get', { audience: 'urn:api' })
  await issuer.admin('resources.update', {
    audience: 'urn:api',
    version,
    settings: { ...settings, signingAlgorithm: 'EdDSA' },
  })
  const tokens = await obtainTokens(issuer)
  const access = await verify(issuer, tokens.access_token, { typ: 'at+jwt', audience: 'urn:api' })
  const id = await verify(issuer, tokens.id_token, { typ: 'JWT', audience: 'web' })
  expect([access.protectedHeader.alg, id.protectedHeader.alg]).toEqual(['EdDSA', 'RS256'])
})

test('the JWK Set holds no private member', async () => {
  await using issuer = await startWorkspace()
  await obtainTokens(issuer)
  const response = await fetch(`${issuer.url}/oauth2/jwks`)
  // RFC 7517 §5: an object with `keys`.
  const { keys } = (await response.json()) as { readonly keys: readonly object[] }
  expect(keys.length).toBeGreaterThan(0)
  for (const key of keys) {
    expect(Object.keys(key)).toEqual(expect.arrayContaining(['kid', 'alg', 'use', 'kty']))
    for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'])
      expect(key).not.toHaveProperty(secret)
  }
})

describe('the audience of an access token (RFC 8707)', () => {
  const audienceOf = async (issuer: TestIssuer, token: string) => {
    const { payload } = await jwtVerify(
      token,
      createRemoteJWKSet(new URL(`${issuer.url}/oauth2/jwks`)),
    )
    return payload.aud
  }
  const both = { scopes: ['openid', 'offline_access', 'read', 'send'] }

  test('is every resource whose scope was granted, and the issuer where there is none', async () => {
    await using issuer = await startWorkspace(both)
    const two = await obtainTokens(issuer, { scope: 'read send' })
    expect(await audienceOf(issuer, two.access_token)).toEqual(['urn:api', 'urn:mail'])
    const one = await obtainTokens(issuer, { scope: 'openid read' })
    expect(await audienceOf(issuer, one.access_token)).toBe('urn:api')
    const none = await obtainTokens(issuer, { scope: 'openid' })
    expect(await audienceOf(issuer, none.access_token)).toBe(issuer.url)
  })

  test('is exactly the `resource` that the authorization request names, after a refresh too', async () => {
    await using issuer = await startWorkspace(both)
    const tokens = await obtainTokens(issuer, { scope: 'read', resource: 'urn:api' })
    expect(await audienceOf(issuer, tokens.access_token)).toBe('urn:api')
    const refreshed = tokensOf(await refresh(issuer, tokens.refresh_token))
    expect(await audienceOf(issuer, refreshed.access_token)).toBe('urn:api')
  })

  test('is exactly the `resource` that a machine names', async () => {
    await using issuer = await startWorkspace()
    const form = { grant_type: 'client_credentials', ...machine }
    const answer = await post(issuer, '/oauth2/token', {
      ...form,
      scope: 'send',
      resource: 'urn:mail',
    })
    expect(await audienceOf(issuer, tokensOf(answer).access_token)).toBe('urn:mail')
    for (const wrong of [{ resource: 'urn:none' }, { scope: 'read', resource: 'urn:mail' }])
      expect((await post(issuer, '/oauth2/token', { ...form, ...wrong })).body['error']).toBe(
        'invalid_target',
      )
  })

  test('narrows to one of the granted resources when a refresh names it', async () => {
    await using issuer = await startWorkspace(both)
    const tokens = await obtainTokens(issuer, { scope: 'read send' })
    const answer = await refresh(issuer, tokens.refresh_token, {
      resource: 'urn:mail',
      scope: 'send',
    })
    expect(await audienceOf(issuer, tokensOf(answer).access_token)).toBe('urn:mail')
  })

  test('never grows: a resource that was not granted is invalid_target at the token endpoint', async () => {
    await using issuer = await startWorkspace(both)
    const code = await obtainCode(issuer, { scope: 'openid offline_access', resource: 'urn:api' })
    const refusal = { status: 400, body: { error: 'invalid_target' } }
    expect(await redeemCode(issuer, code, { resource: 'urn:mail' })).toMatchObject(refusal)
    const tokens = tokensOf(await redeemCode(issuer, code, { resource: 'urn:api' }))
    expect(await refresh(issuer, tokens.refresh_token, { resource: 'urn:mail' })).toMatchObject(
      refusal,
    )
    expect((await refresh(issuer, tokens.refresh_token, web)).status).toBe(200)
  })

  test('narrows to the resource that the redemption of the code names', async () => {
    await using issuer = await startWorkspace({ scopes: ['openid', 'read'] })
    const code = await obtainCode(issuer, { scope: 'openid read' })
    const tokens = tokensOf(await redeemCode(issuer, code, { resource: 'urn:api' }))
    expect(await audienceOf(issuer, tokens.access_token)).toBe('urn:api')
  })
})
