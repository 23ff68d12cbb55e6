import { describe } from 'vitest'

import { asking, authorizing } from '#test/support/failing-requests.ts'
import { testFailures, type Failure } from '#test/support/failures.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import { redirectUri } from '#test/support/workspace.ts'

// Ways to fail before anything is sent back to a client (RFC 6749 §4.1.2.1): one page, many reasons.

const registered = [redirectUri, 'https://web.example/callback']
const client = { redirectUris: registered, consent: 'never' } as const

const notRegistered = 'The redirect URI of the request is not registered for this client.'
const notKnown = 'The application is not known here, or is switched off.'

const uri = (redirect_uri: string | undefined) => (issuer: TestIssuer) =>
  authorizing(issuer, { redirect_uri })

const refusedUri = {
  client,
  wire: [400, 'invalid_request', notRegistered],
  endpoint: 'authorize',
  check: 'redirect_uri',
  clause: /RFC 9700 §2.1/,
  expected: registered.join(' or '),
} as const

const addition = (received: string, caution?: RegExp) => ({
  id: 'redirect_uri.add',
  sentence: `Add ${received} to Web`,
  ...(caution ? { caution } : {}),
})

/** A URI that may be registered: what came, how it differs, what differs on either side. */
function nearMiss(
  name: string,
  received: string,
  nearest: NonNullable<Failure['nearest']>,
  caution?: RegExp,
): Failure {
  const fix = addition(received, caution)
  return { name, ...refusedUri, prepare: uri(received), received, nearest, fix }
}

/** One that may not: the explanation says why. */
function neverRegistered(
  name: string,
  received: string,
  nearest: NonNullable<Failure['nearest']>,
  note: RegExp,
): Failure {
  return { name, ...refusedUri, prepare: uri(received), received, nearest, note }
}

describe('a redirect URI', () => {
  testFailures([
    nearMiss('with a trailing slash', `${redirectUri}/`, ['a trailing slash', '/', '']),
    nearMiss('in another letter case', 'https://web.example/Callback', [
      'letter case of the path',
      'C',
      'c',
    ]),
    nearMiss(
      'at localhost instead of 127.0.0.1',
      'http://localhost:1/callback',
      ['localhost instead of 127.0.0.1', 'localhost', '127.0.0.1'],
      /localhost:1 receives codes/,
    ),
    nearMiss(
      'at [::1] instead of 127.0.0.1',
      'http://[::1]:1/callback',
      ['[::1] instead of 127.0.0.1', '[::1]', '127.0.0.1'],
      /\[::1\]:1 receives codes/,
    ),
    nearMiss(
      'at another port',
      'https://web.example:8443/callback',
      ['a port (8443) where none is registered', ':8443', ''],
      /web.example:8443/,
    ),
    nearMiss('with a query', 'https://web.example/callback?from=app', [
      'a query where none is registered',
      '?from=app',
      '',
    ]),
    nearMiss(
      'at another host',
      'https://evil.example/callback',
      ['the host (evil.example instead of web.example)', 'evil', 'web'],
      /Whoever answers at evil.example receives codes of this client. Add it only if that is yours./,
    ),
    neverRegistered(
      'with http instead of https',
      'http://web.example/callback',
      ['the scheme (http instead of https)', '', 's'],
      /cannot be registered. A redirect URI is https/,
    ),
    neverRegistered(
      'with a fragment',
      'https://web.example/callback#x',
      ['a fragment (#…)', '#x', ''],
      /no fragment/,
    ),
    {
      name: 'that is not named while two are registered',
      ...refusedUri,
      prepare: uri(undefined),
      received: 'nothing',
      note: /names no redirect URI/,
    },
    {
      name: 'too long to be kept whole is not added by halves',
      ...refusedUri,
      prepare: uri(`https://web.example/${'a'.repeat(400)}`),
      received: `https://web.example/${'a'.repeat(280)}`,
      note: /too long/,
    },
  ])
})

describe('a client id', () => {
  testFailures([
    {
      name: 'that is missing',
      prepare: (issuer) => asking(issuer, '/oauth2/authorize?response_type=code'),
      wire: [400, 'invalid_request', 'The application did not say which client it is.'],
      endpoint: 'authorize',
      check: 'client_id',
      clause: /RFC 6749 §4.1.2.1/,
      expected: 'a client_id',
      received: 'nothing',
    },
    {
      name: 'with two letters swapped',
      prepare: (issuer) => authorizing(issuer, { client_id: 'mahcine' }),
      wire: [400, 'invalid_request', notKnown],
      endpoint: 'authorize',
      check: 'client_id',
      clause: /RFC 6749 §4.1.2.1/,
      expected: 'an enabled client',
      received: 'mahcine',
      nearest: ['two characters swapped', 'hc', 'ch'],
    },
    {
      name: 'in another letter case',
      prepare: (issuer) => authorizing(issuer, { client_id: 'Web' }),
      wire: [400, 'invalid_request', notKnown],
      endpoint: 'authorize',
      check: 'client_id',
      clause: /RFC 6749 §4.1.2.1/,
      expected: 'an enabled client',
      received: 'Web',
      nearest: ['letter case', 'W', 'w'],
    },
    {
      name: 'of a disabled client',
      client,
      prepare: async (issuer) => {
        await issuer.admin('clients.setEnabled', { clientId: 'web', enabled: false })
        return authorizing(issuer, {})
      },
      wire: [400, 'invalid_request', notKnown],
      endpoint: 'authorize',
      check: 'client_id',
      clause: /RFC 6749 §4.1.2.1/,
      expected: 'an enabled client',
      received: 'a disabled client',
      fix: { id: 'client.enable', sentence: 'Enable Web', caution: /audit trail/ },
    },
  ])
})
