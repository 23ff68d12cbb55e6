import { describe, expect, test } from 'vitest'

import {
  createAccessTokenVerifier,
  OAuth2Client,
  verifyAccessToken,
  type AccessTokenVerification,
  type AccessTokenVerifierOptions,
} from '#client/index.ts'
import { startIssuer } from '#test/support/issuer.ts'

import { issuedAt, startSigningIssuer, type SigningIssuer } from './signing-issuer.ts'

const now = () => issuedAt

function verify(
  issuer: SigningIssuer,
  token: string,
  options: Partial<AccessTokenVerifierOptions> & { readonly scope?: string } = {},
): Promise<AccessTokenVerification> {
  const { scope = '', ...rest } = options
  const verifier = createAccessTokenVerifier({
    issuer: issuer.url,
    audience: 'urn:api',
    now,
    ...rest,
  })
  return verifyAccessToken(
    verifier,
    { headers: { authorization: `Bearer ${token}` }, url: '/' },
    { scope },
  )
}

describe('LB-12: a verifier', () => {
  test.each(['RS256', 'PS256', 'ES256', 'EdDSA'] as const)(
    'accepts what Latchkey signs with %s',
    async (signingAlgorithm) => {
      await using issuer = await startIssuer({
        resources: [{ audience: 'urn:api', signingAlgorithm, scopes: [{ name: 'read' }] }],
        clients: [
          {
            clientId: 'machine',
            secret: 'a-secret-of-a-machine',
            flow: 'client_credentials',
            scopes: ['read'],
          },
        ],
      })
      const client = await OAuth2Client.discover({
        issuer: issuer.url,
        clientId: 'machine',
        clientSecret: 'a-secret-of-a-machine',
        now: () => issuer.clock.now(),
      })
      const { accessToken, expiresAt } = await client.requestAccessTokenClientCredentials('read')
      const verifier = createAccessTokenVerifier({
        issuer: issuer.url,
        audience: 'urn:api',
        now: () => issuer.clock.now(),
      })
      const request = new Request('http://api.example/', {
        headers: { Authorization: `bearer ${accessToken}` },
      })
      expect(await verifyAccessToken(verifier, request, { scope: 'read' })).toMatchObject({
        kind: 'verified',
        subject: 'machine',
        clientId: 'machine',
        scopeValues: ['read'],
        expiresAt,
        claims: { iss: issuer.url },
      })
    },
  )

  test('accepts one of several audiences, on either side', async () => {
    await using issuer = await startSigningIssuer()
    const token = await issuer.sign({ aud: ['urn:other', 'urn:api'] })
    const audience = ['urn:api', 'urn:alias']
    expect(await verify(issuer, token, { audience })).toMatchObject({ kind: 'verified' })
  })

  test.each([
    ['wrong issuer', { iss: 'http://127.0.0.1:1' }, {}],
    ['wrong audience', { aud: 'urn:other' }, {}],
    ['wrong claim', { aud: undefined }, {}],
    ['expired', { exp: issuedAt }, {}],
    ['wrong claim', { exp: undefined }, {}],
    ['wrong claim', { exp: 'soon' }, {}],
    ['wrong claim', { sub: undefined }, {}],
    ['wrong claim', { sub: 7 }, {}],
    ['wrong claim', { client_id: undefined }, {}],
    ['wrong claim', { jti: undefined }, {}],
    ['not yet valid', { nbf: issuedAt + 1 }, {}],
    ['wrong type', {}, { typ: 'JWT' }],
    ['unknown key', {}, { kid: 'another' }],
  ])('refuses as "%s": %j %j', async (reason, claims, header) => {
    await using issuer = await startSigningIssuer()
    expect(await verify(issuer, await issuer.sign())).toMatchObject({ kind: 'verified' })
    expect(await verify(issuer, await issuer.sign(claims, header))).toMatchObject({
      kind: 'refused',
      status: 401,
      error: 'invalid_token',
      reason,
    })
  })

  test('refuses a token that was altered, and one that is none', async () => {
    await using issuer = await startSigningIssuer()
    const [header = '', , signature = ''] = (await issuer.sign()).split('.')
    const [, payload = ''] = (await issuer.sign({ sub: 'mallory' })).split('.')
    expect(await verify(issuer, [header, payload, signature].join('.'))).toMatchObject({
      reason: 'wrong signature',
    })
    expect(await verify(issuer, 'lka_opaque')).toMatchObject({ reason: 'not a JWT' })
  })

  test('tolerates a clock that differs by the seconds it is told', async () => {
    await using issuer = await startSigningIssuer()
    const token = await issuer.sign({ exp: issuedAt - 4 })
    expect(await verify(issuer, token, { clockTolerance: 5 })).toMatchObject({ kind: 'verified' })
    expect(await verify(issuer, token, { clockTolerance: 4 })).toMatchObject({ reason: 'expired' })
  })

  test('accepts only the algorithms it is told, and no shared key at all', async () => {
    await using issuer = await startSigningIssuer()
    const token = await issuer.sign()
    expect(await verify(issuer, token, { algorithms: ['RS256'] })).toMatchObject({
      reason: 'wrong algorithm',
    })
    for (const name of ['HS256', 'none'])
      expect(() =>
        createAccessTokenVerifier({ issuer: issuer.url, audience: 'urn:api', algorithms: [name] }),
      ).toThrow(`${name} is not among`)
  })

  test('throws while the issuer is away, and recovers with it', async () => {
    await using issuer = await startSigningIssuer()
    const verifier = createAccessTokenVerifier({ issuer: issuer.url, audience: 'urn:api', now })
    const request = { headers: { authorization: `Bearer ${await issuer.sign()}` } }
    issuer.isAway = true
    await expect(verifyAccessToken(verifier, request)).rejects.toThrow()
    issuer.isAway = false
    expect(await verifyAccessToken(verifier, request)).toMatchObject({ kind: 'verified' })
  })

  test('takes no keys over http from another machine', async () => {
    await using issuer = await startSigningIssuer()
    issuer.metadata = { jwks_uri: 'http://keys.example/jwks' }
    await expect(verify(issuer, await issuer.sign())).rejects.toThrow('jwks_uri')
    await expect(
      verify(issuer, await issuer.sign(), { issuer: 'http://issuer.example' }),
    ).rejects.toThrow('it must be https')
  })
})

describe('LB-13: the token of a request', () => {
  test('is refused in the query, and accepted there where that is allowed', async () => {
    await using issuer = await startSigningIssuer()
    const request = { headers: {}, url: `/?access_token=${await issuer.sign()}` }
    const options = { issuer: issuer.url, audience: 'urn:api', now }
    expect(await verifyAccessToken(createAccessTokenVerifier(options), request)).toMatchObject({
      status: 400,
      error: 'invalid_request',
    })
    const lenient = createAccessTokenVerifier({ ...options, allowQuery: true })
    expect(await verifyAccessToken(lenient, request)).toMatchObject({ kind: 'verified' })
    const headers = { authorization: `Bearer ${await issuer.sign()}` }
    expect(await verifyAccessToken(lenient, { ...request, headers })).toMatchObject({
      reason: 'malformed request',
    })
  })

  test.each([
    ['Bearer', 400],
    ['Bearer a b', 400],
    ['Bearer a, Bearer b', 400],
    ['Bearer "', 400],
    ['Basic YTpi', 401],
    [undefined, 401],
  ])('is missing or malformed in Authorization: %s', async (authorization, status) => {
    const verifier = createAccessTokenVerifier({ issuer: 'https://id.example', audience: 'a' })
    expect(await verifyAccessToken(verifier, { headers: { authorization } })).toMatchObject({
      kind: 'refused',
      status,
    })
  })
})

describe('LB-14: a refusal', () => {
  test('without any token carries a challenge and no error (RFC 6750 §3.1)', async () => {
    const verifier = createAccessTokenVerifier({ issuer: 'https://id.example', audience: 'urn:a' })
    const refusal = await verifyAccessToken(verifier, { headers: {} })
    expect(refusal).toMatchObject({ status: 401, wwwAuthenticate: 'Bearer realm="urn:a"' })
    expect(refusal).not.toHaveProperty('error')
  })

  test('for a missing scope value is 403 and names what is needed', async () => {
    await using issuer = await startSigningIssuer()
    const token = await issuer.sign()
    expect(await verify(issuer, token, { scope: 'write read' })).toMatchObject({ kind: 'verified' })
    expect(await verify(issuer, token, { scope: 'read admin' })).toMatchObject({
      status: 403,
      wwwAuthenticate:
        'Bearer realm="urn:api", error="insufficient_scope", ' +
        'error_description="The token lacks the scope admin.", scope="read admin"',
    })
  })

  test('cannot be led out of its quotes by what the token says', async () => {
    await using issuer = await startSigningIssuer()
    const token = await issuer.sign({ aud: 'a", error="none\r\nSet-Cookie: \\é' })
    const refusal = await verify(issuer, token)
    expect(refusal).toMatchObject({
      wwwAuthenticate:
        'Bearer realm="urn:api", error="invalid_token", error_description="' +
        "The token is for a', error='none??Set-Cookie: ??, this is urn:api.\"",
    })
  })
})
