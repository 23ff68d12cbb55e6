import { describe } from 'vitest'

import { redemption, tokenRequest } from '#test/support/failing-requests.ts'
import { testFailures, type Failure } from '#test/support/failures.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import {
  codeVerifier,
  obtainCode,
  obtainTokens,
  redeemCode,
  type Form,
} from '#test/support/relying-party.ts'
import { alice, disableUser, other, redirectUri } from '#test/support/workspace.ts'

// Ways to fail with a code: one sentence each on the wire, and the reason told.

const clock = String.raw`at \S+Z by the issuer's clock`
const badCode =
  'The authorization code is invalid, expired or used, or was issued to another client.'
const codeRow = {
  endpoint: 'token',
  clause: /RFC 6749 §4.1.3/,
  wire: [400, 'invalid_grant', badCode],
} as const

/** A code of alice's at `web`, redeemed with these changes. */
const changed =
  (changes: Form, authorization: Form = {}) =>
  async (issuer: TestIssuer) =>
    redemption(issuer, await obtainCode(issuer, authorization), changes)

const guessed = (code: string) => (issuer: TestIssuer) => tokenRequest(issuer, { code })
const withoutChallenge: Form = { code_challenge: undefined, code_challenge_method: undefined }

function strangeCode(
  name: string,
  prepare: Failure['prepare'],
  received: RegExp,
  note: RegExp,
): Failure {
  return {
    name,
    ...codeRow,
    check: 'code',
    expected: /^a code that this issuer/,
    prepare,
    received,
    note,
  }
}

function wrongVerifier(
  name: string,
  prepare: Failure['prepare'],
  [expected, received]: readonly [string | RegExp, string | RegExp],
  note: RegExp,
): Failure {
  return { name, ...codeRow, check: 'code_verifier', prepare, expected, received, note }
}

describe('a code', () => {
  testFailures([
    strangeCode(
      'of nobody',
      guessed('a-guess'),
      /^a value that is none of ours \(7/,
      /Nothing of this form/,
    ),
    strangeCode(
      'that is a refresh token',
      async (issuer) => tokenRequest(issuer, { code: (await obtainTokens(issuer)).refresh_token }),
      /^a refresh token in its place \(60 characters, SHA-256 [0-9a-f]{8}…\)$/,
      /a value of another kind/,
    ),
    strangeCode(
      'that was cut',
      async (issuer) => tokenRequest(issuer, { code: (await obtainCode(issuer)).slice(0, -2) }),
      /that was cut or changed: 60 characters are right \(58/,
      /decoding done twice/,
    ),
    strangeCode(
      'with a changed letter',
      async (issuer) => {
        const code = await obtainCode(issuer)
        return tokenRequest(issuer, { code: code.slice(0, -1) + (code.endsWith('A') ? 'B' : 'A') })
      },
      /that this issuer's key did not make/,
      /another maker/,
    ),
    strangeCode(
      'of a grant that is not there',
      guessed(`lkc_${'A'.repeat(56)}`),
      /^never issued here, or deleted since/,
      /another issuer/,
    ),
    {
      name: 'of another client',
      ...codeRow,
      prepare: changed(other),
      check: 'code.client',
      expected: 'a code of other',
      received: 'a code of web',
    },
    {
      name: 'with another redirect URI',
      ...codeRow,
      prepare: changed({ redirect_uri: `${redirectUri}/` }),
      check: 'code.redirect_uri',
      expected: redirectUri,
      received: `${redirectUri}/`,
      nearest: ['a trailing slash', '/', ''],
    },
    wrongVerifier(
      'without its verifier',
      changed({ code_verifier: undefined }),
      ['a code_verifier', 'nothing'],
      /lost it on the way/,
    ),
    wrongVerifier(
      "with another request's verifier",
      changed({ code_verifier: 'w'.repeat(43) }),
      [/^challenge [\w-]{43}$/, /^challenge [\w-]{43}$/],
      /belongs to another challenge/,
    ),
    wrongVerifier(
      'with the challenge as its verifier',
      changed(
        { code_verifier: 'M1ZXZ8fPEAhVP3bZ0ySNSnzZpH3o1jC4oa3WhY9iXmE' },
        { code_challenge: 'M1ZXZ8fPEAhVP3bZ0ySNSnzZpH3o1jC4oa3WhY9iXmE' },
      ),
      [/^challenge M1ZX/, 'the code_challenge itself'],
      /what the challenge was made from/,
    ),
    wrongVerifier(
      'with a verifier that is too short',
      changed({ code_verifier: 'short' }),
      ['43 to 128 unreserved characters (RFC 7636 §4.1)', '5 characters'],
      /43 to 128 letters/,
    ),
    {
      ...wrongVerifier(
        'with a verifier and no challenge (downgrade)',
        changed({ code_verifier: codeVerifier }, withoutChallenge),
        ['no code_verifier: there was no code_challenge', 'a code_verifier'],
        /RFC 9700 §4.8.2/,
      ),
      client: { pkce: 'optional' },
    },
    {
      name: 'that was used before',
      ...codeRow,
      prepare: async (issuer) => {
        const code = await obtainCode(issuer)
        await redeemCode(issuer, code)
        issuer.clock.advance(5)
        return redemption(issuer, code)
      },
      check: 'code.consumed',
      expected: 'a first use',
      received:
        /^a second use, spent 5 seconds ago from 127.0.0.1: all that the first use issued is revoked$/,
      note: /A code works once/,
    },
    {
      name: 'that has expired',
      ...codeRow,
      prepare: async (issuer) => {
        const code = await obtainCode(issuer)
        issuer.clock.advance(72)
        return redemption(issuer, code)
      },
      check: 'code.lifetime',
      expected: 'within 60 seconds',
      received: new RegExp(`^expired 12 seconds before, ${clock}$`),
      note: /The issuer's clock showed/,
    },
    {
      name: 'of a user who was disabled',
      ...codeRow,
      prepare: async (issuer) => {
        const code = await obtainCode(issuer)
        await disableUser(issuer, alice.subject)
        return redemption(issuer, code)
      },
      check: 'code.user',
      expected: 'a user who may sign in',
      received: 'a disabled user',
      fix: { id: 'user.enable', sentence: 'Enable alice', caution: /audit trail/ },
    },
  ])
})
