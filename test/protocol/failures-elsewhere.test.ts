import { describe } from 'vitest'

import { asking, posting, refreshed } from '#test/support/failing-requests.ts'
import { testFailures, type Failure } from '#test/support/failures.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import { obtainTokens, post, type Form } from '#test/support/relying-party.ts'
import { alice, app, disableUser, machine, other, web } from '#test/support/workspace.ts'

// Ways to fail after a token was given out: at userinfo, introspection, revocation and logout.

const clock = String.raw`at \S+Z by the issuer's clock`
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const foreignJwt = `${part({ alg: 'ES256', kid: 'k1' })}.${part({ iss: 'https://elsewhere.example' })}.c2ln`
const inactive = 'The access token is missing, invalid, expired or revoked.'
const userinfo = {
  endpoint: 'userinfo',
  check: 'access_token',
  clause: /RFC 6750 §2.1/,
  wire: [401, 'invalid_token', inactive],
  expected: 'an active access token in the Authorization header',
} as const

const userinfoWith = (issuer: TestIssuer, token: string | undefined) =>
  asking(issuer, '/oauth2/userinfo', `Bearer ${token}`)

/** Userinfo with alice's access token, after something has happened. */
const after =
  (happen: (issuer: TestIssuer, token: string) => unknown, changes: Form = {}) =>
  async (issuer: TestIssuer) => {
    const { access_token } = await obtainTokens(issuer, changes)
    await happen(issuer, access_token)
    return userinfoWith(issuer, access_token)
  }

const revoke = (issuer: TestIssuer, token: string) =>
  post(issuer, '/oauth2/revoke', { token, ...web })

describe('userinfo', () => {
  testFailures([
    {
      name: 'without a token',
      ...userinfo,
      prepare: (issuer) => asking(issuer, '/oauth2/userinfo'),
      received: 'none',
    },
    {
      name: 'with credentials of another kind',
      ...userinfo,
      prepare: (issuer) => asking(issuer, '/oauth2/userinfo', 'Basic d2ViOng='),
      received: 'no Bearer token in it',
    },
    {
      name: 'with an expired token',
      ...userinfo,
      prepare: after((issuer) => issuer.clock.advance(3612)),
      received: new RegExp(`^expired 12 seconds before, ${clock}$`),
      note: /expires_in[^]+The issuer's clock showed/,
    },
    {
      name: 'with a revoked JWT',
      ...userinfo,
      prepare: after(revoke),
      received: /^revoked by itself \(RFC 7009\)/,
    },
    {
      name: 'with a revoked opaque token',
      ...userinfo,
      client: { accessToken: { format: 'opaque' } },
      prepare: after(async (issuer, token) => {
        await revoke(issuer, token)
        issuer.clock.advance(60)
      }),
      received: new RegExp(`^revoked 1 minute before, ${clock}$`),
    },
    {
      name: 'with a JWT of another issuer',
      ...userinfo,
      prepare: (issuer) => userinfoWith(issuer, foreignJwt),
      received: /^a JWT that says it is of https:\/\/elsewhere.example, key k1 \(/,
      note: /compare that with this issuer/,
    },
    {
      name: 'with an id token',
      ...userinfo,
      prepare: async (issuer) => userinfoWith(issuer, (await obtainTokens(issuer)).id_token),
      received: /^an id token of this issuer/,
      note: /Send the access token/,
    },
    {
      name: 'with a token of a disabled user',
      ...userinfo,
      prepare: after((issuer) => disableUser(issuer, alice.subject)),
      received: 'a token of a disabled user',
      fix: { id: 'user.enable', sentence: 'Enable alice', caution: /audit trail/ },
    },
    {
      name: 'with a token of a disabled client',
      ...userinfo,
      prepare: after((issuer) =>
        issuer.admin('clients.setEnabled', { clientId: 'web', enabled: false }),
      ),
      received: 'a token of a disabled client',
      fix: { id: 'client.enable', sentence: 'Enable Web', caution: /audit trail/ },
    },
    {
      name: 'with a token that is no sign-in',
      ...userinfo,
      prepare: after(() => undefined, { scope: 'read' }),
      wire: [403, 'insufficient_scope', 'The access token lacks the scope openid.'],
      check: 'scope.openid',
      clause: /OIDC Core §5.3.1/,
      expected: 'openid',
      received: 'read',
    },
  ])
})

const unauthorized = [401, 'invalid_client', 'Client authentication failed.'] as const
const answered = [200, null, null] as const

function introspected(
  name: string,
  token: (issuer: TestIssuer) => Promise<string | undefined> | string,
  received: RegExp,
  asker: Form = web,
): Failure {
  return {
    name,
    endpoint: 'introspect',
    // On the wire it is inactive, whyever (RFC 7662 §2.2).
    wire: answered,
    check: 'token.active',
    clause: /RFC 7662 §2.2/,
    expected: 'an active token',
    received,
    prepare: async (issuer) =>
      posting(issuer, '/oauth2/introspect', { token: await token(issuer), ...asker }),
  }
}

describe('introspection', () => {
  testFailures([
    {
      name: 'by a public client',
      endpoint: 'introspect',
      prepare: (issuer) => posting(issuer, '/oauth2/introspect', { token: 'a-token', ...app }),
      wire: unauthorized,
      check: 'client.type',
      clause: /RFC 7662 §2.1/,
      expected: 'a confidential client',
      received: 'a public client',
    },
    introspected('of a token of nobody', () => 'a-guess', /^a value that is none of ours/),
    introspected(
      'of an expired access token',
      async (issuer) => {
        const { access_token } = await obtainTokens(issuer)
        issuer.clock.advance(3601)
        return access_token
      },
      new RegExp(`^expired 1 second before, ${clock}$`),
      machine,
    ),
    introspected(
      'of a rotated refresh token',
      async (issuer) => {
        const { refresh_token } = await obtainTokens(issuer)
        await refreshed(issuer, refresh_token)
        return refresh_token
      },
      /^generation 1, rotated: 2 is the current one, since \S+Z$/,
    ),
    introspected(
      "of another client's refresh token",
      async (issuer) => (await obtainTokens(issuer)).refresh_token,
      /^a refresh token of web$/,
      other,
    ),
  ])
})

const revoking = { endpoint: 'revoke', clause: /RFC 7009 §2.1/ } as const

describe('revocation', () => {
  testFailures([
    {
      name: 'of no token',
      ...revoking,
      prepare: (issuer) => posting(issuer, '/oauth2/revoke', web),
      wire: [400, 'invalid_request', 'token is missing.'],
      check: 'token',
      expected: 'a token',
      received: 'nothing',
    },
    {
      name: "of another client's token",
      ...revoking,
      prepare: async (issuer) => {
        const { refresh_token } = await obtainTokens(issuer)
        return posting(issuer, '/oauth2/revoke', { token: refresh_token, ...other })
      },
      wire: [400, 'invalid_grant', 'The token was issued to another client.'],
      check: 'token.client',
      expected: 'a token of other',
      received: 'a token of web',
    },
  ])
})

const page = 'https://web.example/bye'
const logout = (query: string) => (issuer: TestIssuer) => asking(issuer, `/oauth2/logout?${query}`)

describe('logout', () => {
  testFailures([
    {
      name: 'to an address with a trailing slash',
      client: { postLogoutRedirectUris: [page] },
      endpoint: 'logout',
      prepare: logout(`client_id=web&post_logout_redirect_uri=${encodeURIComponent(`${page}/`)}`),
      wire: [
        400,
        'invalid_request',
        'The post-logout redirect URI is not registered for this client.',
      ],
      check: 'post_logout_redirect_uri',
      clause: /Logout §3/,
      expected: page,
      received: `${page}/`,
      nearest: ['a trailing slash', '/', ''],
      fix: { id: 'post_logout_redirect_uri.add', sentence: `Add ${page}/ to Web` },
    },
    {
      name: 'with a hint of another issuer',
      endpoint: 'logout',
      prepare: logout(`id_token_hint=${foreignJwt}`),
      wire: [400, 'invalid_request', 'id_token_hint is not an id token of this issuer.'],
      check: 'id_token_hint',
      clause: /Logout §2/,
      expected: 'an id token of this issuer',
      received: /^\d+ characters, SHA-256/,
    },
  ])
})

describe('before any endpoint', () => {
  testFailures([
    {
      name: 'a repeated parameter',
      endpoint: 'authorize',
      prepare: (issuer) => asking(issuer, '/oauth2/authorize?client_id=web&client_id=web'),
      wire: [400, 'invalid_request', 'The parameter client_id is repeated.'],
      check: 'parameters.unique',
      clause: /RFC 6749 §3.1/,
      expected: /./,
      received: /client_id/,
      note: /comes once/,
    },
    {
      name: 'a secret in a URL',
      endpoint: 'authorize',
      prepare: (issuer) => asking(issuer, '/oauth2/authorize?client_secret=a-secret-out-of-place'),
      wire: [
        400,
        'invalid_request',
        'client_secret is not accepted in a URL. Send it in the body of a token request.',
      ],
      check: 'parameters.secret',
      clause: /RFC/,
      expected: /./,
      received: /client_secret/,
      note: /stands in logs/,
    },
  ])
})
