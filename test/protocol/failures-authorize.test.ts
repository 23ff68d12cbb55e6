import { describe } from 'vitest'

import { clientDefaults } from '#contract/client-defaults.ts'
import { authorizing } from '#test/support/failing-requests.ts'
import { testFailures, type Failure } from '#test/support/failures.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import type { Form } from '#test/support/relying-party.ts'
import { changeClient, changeResource } from '#test/support/workspace.ts'

// Ways to fail on the way to a code: the client is told by a redirect.

const client = { consent: 'never' } as const
const asked = (changes: Form) => (issuer: TestIssuer) => authorizing(issuer, changes)

const atClient = { client, endpoint: 'authorize' } as const
const scopeRefused = 'The scope is unknown or not allowed for this client.'
const everyScope = 'within email offline_access openid profile read write'

const noRefreshTokens = clientDefaults.refreshTokens
const disableApi = (issuer: TestIssuer) => changeResource(issuer, 'urn:api', { enabled: false })

describe('an authorization request', () => {
  testFailures([
    {
      name: 'with a request object',
      ...atClient,
      prepare: asked({ request: 'e30.e30.' }),
      wire: [303, 'request_not_supported', 'request is not supported.'],
      check: 'request',
      clause: /OIDC Core §6/,
      expected: 'no request',
      received: 'request',
    },
    {
      name: 'for the implicit flow',
      ...atClient,
      prepare: asked({ response_type: 'token' }),
      wire: [303, 'unsupported_response_type', 'Only the code flow is offered.'],
      check: 'response_type',
      clause: /RFC 6749 §3.1.1/,
      expected: 'code',
      received: 'token',
      note: /RFC 9700 §2.1.2/,
    },
    {
      name: 'of a client without a flow',
      ...atClient,
      prepare: async (issuer) => {
        await changeClient(issuer, 'web', { flow: null, refreshTokens: noRefreshTokens })
        return authorizing(issuer, { scope: 'openid read' })
      },
      wire: [303, 'unauthorized_client', 'This client may not use the code flow.'],
      check: 'client.flow',
      clause: /RFC 6749 §4.1.2.1/,
      expected: 'a client that allows code flow',
      received: 'a client without a flow',
      note: /Web has no flow yet/,
      fix: { id: 'flow.code', sentence: 'Turn on code flow for Web' },
    },
    {
      name: 'for an answer in the fragment',
      ...atClient,
      prepare: asked({ response_mode: 'fragment' }),
      wire: [303, 'invalid_request', 'The response mode is not supported.'],
      check: 'response_mode',
      clause: /Multiple Response Types/,
      expected: 'query or form_post',
      received: 'fragment',
    },
    {
      name: 'for no scope',
      ...atClient,
      prepare: asked({ scope: undefined }),
      wire: [303, 'invalid_scope', 'scope is missing.'],
      check: 'scope',
      clause: /RFC 6749 §3.3/,
      expected: 'one scope at least',
      received: 'nothing',
    },
    {
      name: 'for a scope that nobody has',
      ...atClient,
      prepare: asked({ scope: 'openid raed' }),
      wire: [303, 'invalid_scope', scopeRefused],
      check: 'client.scope',
      clause: /RFC 6749 §3.3/,
      expected: everyScope,
      received: 'raed',
      note: /No resource has the scope raed/,
      nearest: ['two characters swapped', 'ae', 'ea'],
    },
    {
      name: 'for a scope that the client may not ask for',
      ...atClient,
      prepare: asked({ scope: 'openid send' }),
      wire: [303, 'invalid_scope', scopeRefused],
      check: 'client.scope',
      clause: /RFC 6749 §3.3/,
      expected: everyScope,
      received: 'send',
      note: /send belongs to .*urn:mail.*, and Web may not ask for it/,
      fix: { id: 'scope.allow', sentence: 'Allow Web the scope send', caution: /not asked/ },
    },
    {
      name: 'for a scope of a disabled resource',
      ...atClient,
      prepare: async (issuer) => {
        await disableApi(issuer)
        return authorizing(issuer, { scope: 'openid read' })
      },
      wire: [303, 'invalid_scope', scopeRefused],
      check: 'client.scope',
      clause: /RFC 8707 §2/,
      expected: 'a scope of an enabled resource',
      received: 'read',
      note: /urn:api.*is disabled/,
      fix: { id: 'resource.enable', sentence: 'Enable urn:api', caution: /audit trail/ },
    },
    {
      name: 'for a resource that is not there',
      ...atClient,
      prepare: asked({ resource: 'urn:apy' }),
      wire: [303, 'invalid_target', 'The resource is unknown.'],
      check: 'client.scope',
      clause: /RFC 8707 §2/,
      expected: 'the audience of an enabled resource',
      received: 'urn:apy',
      nearest: ['one character', 'y', 'i'],
    },
    {
      name: "for another resource's scope",
      client: { ...client, scopes: ['openid', 'read', 'send'], refreshTokens: { enabled: false } },
      endpoint: 'authorize',
      prepare: asked({ scope: 'openid send', resource: 'urn:api' }),
      wire: [303, 'invalid_target', 'The scope belongs to another resource.'],
      check: 'client.scope',
      clause: /RFC 8707 §2/,
      expected: 'scopes of urn:api',
      received: 'send',
      note: /send belongs to .*urn:mail/,
    },
    {
      name: 'with an unknown prompt',
      ...atClient,
      prepare: asked({ prompt: 'signin' }),
      wire: [303, 'invalid_request', 'prompt has an unknown value, or none beside another.'],
      check: 'prompt',
      clause: /OIDC Core §3.1.2.1/,
      expected: 'none, login, consent, select_account',
      received: 'signin',
    },
  ])
})

const needsPkce = 'code_challenge is missing: this client has to use PKCE.'
const pkce = { ...atClient, check: 'code_challenge', clause: /RFC 7636 §4.4.1/ } as const
const noChallenge: Form = { code_challenge: undefined, code_challenge_method: undefined }
const notS256 = 'code_challenge is not the S256 of a verifier.'

function malformed(name: string, code_challenge: string, received: string, note: RegExp): Failure {
  return {
    name,
    ...pkce,
    prepare: asked({ code_challenge }),
    wire: [303, 'invalid_request', notS256],
    expected: '43 characters of base64url',
    received,
    note,
  }
}

describe('PKCE', () => {
  testFailures([
    {
      name: 'that is missing',
      ...pkce,
      prepare: asked(noChallenge),
      wire: [303, 'invalid_request', needsPkce],
      expected: 'a code_challenge',
      received: 'nothing',
      fix: {
        id: 'pkce.optional',
        sentence: 'Make PKCE optional for Web',
        caution: /injected codes/,
      },
    },
    {
      name: 'that is missing is not given up for a public client',
      ...pkce,
      prepare: asked({ client_id: 'app', ...noChallenge }),
      wire: [303, 'invalid_request', needsPkce],
      expected: 'a code_challenge',
      received: 'nothing',
      note: /A public client always uses PKCE/,
    },
    {
      name: 'without S256',
      ...pkce,
      prepare: asked({ code_challenge_method: undefined }),
      wire: [303, 'invalid_request', 'code_challenge_method has to be S256.'],
      expected: 'S256',
      received: 'plain',
      note: /the secret itself/,
    },
    malformed(
      'with padding',
      `${'a'.repeat(43)}=`,
      '44 characters, with the padding of base64',
      /leave the =/,
    ),
    malformed(
      'in plain base64',
      `${'a'.repeat(41)}+/`,
      '43 characters, with + or / of plain base64',
      /write - for \+/,
    ),
    malformed(
      'in hexadecimal',
      'a'.repeat(64),
      '64 characters, the digest in hexadecimal',
      /32 bytes/,
    ),
  ])
})
