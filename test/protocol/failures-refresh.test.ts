import { describe } from 'vitest'

import { refreshed, refreshing } from '#test/support/failing-requests.ts'
import { testFailures } from '#test/support/failures.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import { obtainTokens, type Form } from '#test/support/relying-party.ts'
import { alice, disableUser, other, web } from '#test/support/workspace.ts'

// Ways to fail with a refresh token: one sentence on the wire; when, by whom and whence in the record.

const clock = String.raw`at \S+Z by the issuer's clock`
const badToken =
  'The refresh token is invalid, expired or revoked, or was issued to another client.'
const refreshRow = {
  endpoint: 'token',
  clause: /RFC 6749 §6/,
  wire: [400, 'invalid_grant', badToken],
} as const

/** A first refresh token, after something has happened to it. */
const after =
  (happen: (issuer: TestIssuer, token: string) => unknown, changes: Form = {}) =>
  async (issuer: TestIssuer) => {
    const { refresh_token = '' } = await obtainTokens(issuer)
    await happen(issuer, refresh_token)
    return refreshing(issuer, refresh_token, changes)
  }
const nothing = () => undefined
const day = 86_400

async function revokeAll(issuer: TestIssuer): Promise<void> {
  const target = { kind: 'client' as const, clientId: 'web' }
  const reason = 'A laptop was lost.'
  await issuer.admin('refreshTokens.revoke', { target, mode: 'revoke', reason })
}

describe('a refresh token', () => {
  testFailures([
    {
      name: 'of nobody',
      ...refreshRow,
      prepare: (issuer) => refreshing(issuer, 'lkr_guess'),
      check: 'refresh_token',
      expected: 'a refresh token that this issuer gave out',
      received: /cut or changed/,
    },
    {
      name: 'of another client',
      ...refreshRow,
      prepare: after(nothing, other),
      check: 'refresh_token.client',
      expected: 'a token of other',
      received: 'a token of web',
      note: /nothing happened to it/,
    },
    {
      name: 'that was not used for too long',
      ...refreshRow,
      prepare: after((issuer) => issuer.clock.advance(16 * day)),
      check: 'refresh_token.lifetime',
      expected: 'a token within its lifetime',
      received: new RegExp(`^expired 1 day before, ${clock}: it was not used for too long$`),
      note: /sign in again/,
    },
    {
      name: 'that an administrator revoked',
      ...refreshRow,
      prepare: after(async (issuer) => {
        await revokeAll(issuer)
        issuer.clock.advance(300)
      }),
      check: 'refresh_token.revoked',
      expected: 'an active token',
      received: new RegExp(`^revoked 5 minutes before, ${clock}, by test: A laptop was lost.$`),
      note: /stays so/,
    },
    {
      name: 'that was rotated and comes back',
      ...refreshRow,
      prepare: after(async (issuer, token) => {
        await refreshed(issuer, token)
        issuer.clock.advance(120)
      }),
      check: 'refresh_token.consumed',
      clause: /RFC 9700 §4.14.2/,
      expected: 'generation 2',
      received: 'generation 1, spent 2 minutes ago from 127.0.0.1: the whole family is revoked',
      note: /somebody stole it/,
    },
    {
      name: 'of a family that a replay has ended',
      ...refreshRow,
      prepare: async (issuer) => {
        const { refresh_token } = await obtainTokens(issuer)
        const second = await refreshed(issuer, refresh_token)
        issuer.clock.advance(120)
        await refreshing(issuer, refresh_token)()
        return refreshing(issuer, second.refresh_token)
      },
      check: 'refresh_token.revoked',
      expected: 'an active token',
      received: new RegExp(
        `^revoked because of a replay just now, ${clock}, by the issuer: .+generation 1`,
      ),
      note: /two parties held it/,
    },
    {
      name: 'of a disabled user',
      ...refreshRow,
      prepare: after((issuer) => disableUser(issuer, alice.subject)),
      check: 'refresh_token.user',
      expected: 'a user who may sign in',
      received: 'a disabled user',
      fix: { id: 'user.enable', sentence: 'Enable alice', caution: /audit trail/ },
    },
    {
      name: 'for more than was granted',
      ...refreshRow,
      wire: [400, 'invalid_scope', 'The scope goes beyond what was granted.'],
      prepare: after(nothing, { ...web, scope: 'read write' }),
      check: 'refresh_token.scope',
      expected: 'within openid offline_access read',
      received: 'write',
      note: /did not grant write/,
    },
  ])
})
