import { describe } from 'vitest'

import { posting, tokenRequest } from '#test/support/failing-requests.ts'
import { testFailures, type Failure } from '#test/support/failures.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import { basic, obtainTokens, type Form } from '#test/support/relying-party.ts'
import { app, changeClient, machine, web } from '#test/support/workspace.ts'

// Ways to fail before a grant is looked at: who asks, how it proves that, and for which grant type.

const failed = 'Client authentication failed.'
const client = { endpoint: 'token', clause: /RFC 6749 §2/ } as const
const machineAsks = { grant_type: 'client_credentials', ...machine }

function refused(
  name: string,
  check: string,
  [expected, received]: readonly [string | RegExp, string | RegExp],
  [changes, headers, note]: readonly [Form, Readonly<Record<string, string>>, RegExp?],
): Failure {
  const prepare = (issuer: TestIssuer) => tokenRequest(issuer, changes, headers)
  const wire = [401, 'invalid_client', failed] as const
  return { name, ...client, check, expected, received, prepare, wire, ...(note ? { note } : {}) }
}

const expiredSecret = /^a secret that expired 30 seconds before, at \S+Z by the issuer's clock$/

const noCredentials = { client_id: undefined, client_secret: undefined }

describe('client authentication', () => {
  testFailures([
    refused(
      'without a client',
      'client_authentication',
      ['a client_id', 'nothing'],
      [noCredentials, {}],
    ),
    refused(
      'by Basic credentials that cannot be read',
      'client_authentication',
      [
        'Basic credentials',
        'Basic credentials that cannot be read: base64 of client_id:client_secret',
      ],
      [noCredentials, { authorization: 'Basic d2Vi' }, /form-encoded/],
    ),
    refused(
      'by another scheme',
      'client_authentication',
      ['Basic credentials', 'an Authorization header of the scheme Bearer, not Basic'],
      [noCredentials, { authorization: 'Bearer abc' }, /a Bearer token is for APIs/],
    ),
    {
      ...refused(
        'in two ways',
        'client_authentication',
        ['one method', 'client_secret_basic and client_secret_post'],
        [{}, basic('web', web.client_secret), /turn one of them off/],
      ),
      wire: [400, 'invalid_request', 'The client authenticated in more than one way.'],
    },
    {
      ...refused(
        'with two client ids',
        'client_authentication',
        ['other', 'web'],
        [{ client_secret: undefined }, basic('other', 'x'), /one client and the form another/],
      ),
      wire: [400, 'invalid_request', 'client_id differs from the Authorization header.'],
    },
    {
      ...refused(
        'as an unknown client',
        'client_id',
        ['a registered client', 'wed'],
        [{ client_id: 'wed' }, {}, /No client has the id wed/],
      ),
      nearest: ['one character', 'd', 'b'],
    },
    refused(
      'with a wrong secret',
      'client_secret',
      ['one of 1 secret', /^a wrong one: 7 characters, SHA-256 [0-9a-f]{8}…$/],
      [{ client_secret: 'a-guess' }, {}, /compare length and digest/],
    ),
    refused(
      'with white space around the secret',
      'client_secret',
      ['one of 1 secret', 'the secret with white space around it'],
      [{ client_secret: `${web.client_secret}\n` }, {}, /trim it/],
    ),
    refused(
      'with a secret of a public client',
      'client_secret',
      ['no secret: the client is public', /^7 characters, SHA-256/],
      [{ ...app, client_secret: 'a-guess' }, {}, /take client_secret out/],
    ),
    refused(
      'without the secret of a confidential client',
      'client_secret',
      ['a client secret', 'none: the client is confidential'],
      [{ client_secret: undefined }, {}, /may be set to none/],
    ),
    {
      ...refused(
        'with an expired secret',
        'client_secret',
        ['one of 2 secrets', expiredSecret],
        [{}, {}],
      ),
      note: /give the application the newer secret[^]+The issuer's clock showed 2/,
      prepare: async (issuer) => {
        await issuer.admin('clients.addSecret', { clientId: 'web', overlap: 60 })
        issuer.clock.advance(90)
        return tokenRequest(issuer, {})
      },
    },
    {
      ...refused(
        'as a disabled client',
        'client_id',
        ['an enabled client', 'a disabled client'],
        [{}, {}],
      ),
      prepare: async (issuer) => {
        await issuer.admin('clients.setEnabled', { clientId: 'machine', enabled: false })
        return posting(issuer, '/oauth2/token', machineAsks)
      },
      fix: { id: 'client.enable', sentence: 'Enable Machine', caution: /audit trail/ },
    },
    {
      ...refused(
        'after too many secrets',
        'client_secret',
        ['fewer wrong secrets', /^too many; \d+ seconds/],
        [{}, {}],
      ),
      wire: [429, 'invalid_client', failed],
      prepare: async (issuer) => {
        const guess = posting(issuer, '/oauth2/token', { ...machineAsks, client_secret: 'a-guess' })
        for (let tries = 0; tries < 30; tries += 1) await guess()
        return posting(issuer, '/oauth2/token', machineAsks)
      },
      fix: {
        id: 'client.unlock',
        sentence: 'Let Machine authenticate again',
        caution: /cannot be taken back/,
        isFinal: true,
      },
    },
  ])
})

const notAllowed = [400, 'unauthorized_client', 'This client may not use this grant type.'] as const
const grantType = { ...client, check: 'client.grant_type', wire: notAllowed } as const

describe('a grant type', () => {
  testFailures([
    {
      name: 'that is missing',
      ...client,
      prepare: (issuer) => tokenRequest(issuer, { grant_type: undefined }),
      wire: [400, 'invalid_request', 'grant_type is missing.'],
      check: 'grant_type',
      clause: /RFC 6749 §5.2/,
      expected: 'a grant_type',
      received: 'nothing',
      note: /names no grant type/,
    },
    {
      name: 'that is mistyped',
      ...client,
      prepare: (issuer) => tokenRequest(issuer, { grant_type: 'client_credential' }),
      wire: [400, 'unsupported_grant_type', 'The grant type client_credential is not supported.'],
      check: 'grant_type',
      clause: /RFC 6749 §5.2/,
      expected: 'authorization_code, refresh_token, client_credentials',
      received: 'client_credential',
      nearest: ['one character', '', 's'],
    },
    {
      name: 'of the other flow',
      ...grantType,
      clause: /RFC 6749 §5.2/,
      prepare: (issuer) => tokenRequest(issuer, { grant_type: 'client_credentials' }),
      expected: 'authorization_code, refresh_token',
      received: 'client_credentials',
      note: /a client has one flow: duplicate it/,
    },
    {
      name: 'of a client without a flow',
      ...grantType,
      clause: /RFC 6749 §5.2/,
      prepare: async (issuer) => {
        await changeClient(issuer, 'machine', { flow: null })
        return posting(issuer, '/oauth2/token', machineAsks)
      },
      expected: 'no grant type: the client has no flow',
      received: 'client_credentials',
      fix: {
        id: 'flow.client_credentials',
        sentence: 'Turn on client credentials for Machine',
        caution: /without a user/,
      },
    },
    {
      name: 'refresh_token where refresh tokens are off',
      ...grantType,
      clause: /RFC 6749 §5.2/,
      prepare: async (issuer) => {
        const { refresh_token } = await obtainTokens(issuer)
        const { settings } = await issuer.admin('clients.get', { clientId: 'web' })
        const refreshTokens = { ...settings.refreshTokens, enabled: false }
        await changeClient(issuer, 'web', { refreshTokens })
        return tokenRequest(issuer, { grant_type: 'refresh_token', refresh_token })
      },
      expected: 'authorization_code',
      received: 'refresh_token',
      fix: {
        id: 'refresh_tokens.allow',
        sentence: 'Allow refresh tokens for Web',
        caution: /stays connected/,
      },
    },
  ])
})

const tooWide = 'The scope is unknown or not allowed for this client.'

describe('client credentials', () => {
  testFailures([
    {
      name: 'for a sign-in',
      ...client,
      prepare: (issuer) => posting(issuer, '/oauth2/token', { ...machineAsks, scope: 'openid' }),
      wire: [400, 'invalid_scope', 'Client credentials have no user to sign in.'],
      check: 'scope',
      clause: /RFC 6749 §4.4.2/,
      expected: 'scopes of resources',
      received: 'openid',
      note: /leave identity scopes out/,
    },
    {
      name: 'for a scope that the client may not ask for',
      ...client,
      prepare: async (issuer) => {
        await changeClient(issuer, 'machine', { scopes: ['read'] })
        return posting(issuer, '/oauth2/token', { ...machineAsks, scope: 'read write send' })
      },
      wire: [400, 'invalid_scope', tooWide],
      check: 'client.scope',
      clause: /RFC 6749 §3.3/,
      expected: 'within read',
      received: 'write send',
      note: /write belongs to [^]+send belongs to/,
      fix: {
        id: 'scope.allow',
        sentence: 'Allow Machine the scope write send',
        caution: /without asking anybody/,
      },
    },
  ])
})
