import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { openWritable, type WritableDb } from '#store/database.ts'
import { revokeGrant } from '#store/grants.ts'
import { migrate } from '#store/migrations/migrate.ts'
import { findRefreshTokenDetail } from '#store/refresh-token-detail.ts'
import {
  extendRevocation,
  purgeDeleted,
  revokeTokensOfUser,
  startRevocation,
  startUndo,
  undoSlice,
} from '#store/revocation-changes.ts'
import { findRevocationTargets, previewRevocation } from '#store/revocation-targets.ts'
import { revokeGrantRow } from '#store/revocations.ts'
import { seedGrants, type SeededGrant } from '#test/support/seed-grants.ts'

let db: WritableDb
beforeEach(() => {
  db = openWritable(':memory:')
  migrate(db)
})
afterEach(() => void db.close())

const now = 1000
const grant: SeededGrant = {
  subject: 'alice',
  clientId: 'web',
  scope: 'read',
  issuedAt: 900,
  idleExpiresAt: 2000,
  absoluteExpiresAt: 3000,
}

function start(grantIds: readonly number[], mode: 'revoke' | 'delete' = 'revoke') {
  const answer = startRevocation(db, {
    grantIds,
    mode,
    accessToo: true,
    reason: 'because',
    aim: 'a test',
    planned: grantIds.length,
    actor: 'tester',
    now,
  })
  if (answer.kind === 'refused') throw new Error(answer.message)
  return answer.revocation
}

function undoAll(revocationId: number, at: number): number {
  const answer = startUndo(db, { revocationId, actor: 'tester', now: at })
  if (answer.kind === 'refused') throw new Error(answer.code)
  let sum = 0
  for (let count = 1; count > 0; sum += count) count = undoSlice(db, { revocationId, now: at })
  return sum
}

function grantRows() {
  return db.prepare('SELECT * FROM grants ORDER BY id').all()
}

function statusOf(grantId: number): string | undefined {
  return findRefreshTokenDetail(db, { grantId, now })?.token.status
}

describe('revoking one grant inside another transaction', () => {
  const replay = { by: 'the issuer', reason: 'used again', replayed: true, accessToo: true, now }

  test('a replay marks it as replayed and takes its access tokens', () => {
    const [id = 0] = seedGrants(db, [grant])
    expect(revokeGrantRow(db, { ...replay, grantId: id })).toBe(true)
    expect(statusOf(id)).toBe('replayed')
    expect(grantRows()[0]).toMatchObject({ access_revoked: 1, revoked_at: now })
    expect(findRefreshTokenDetail(db, { grantId: id, now })?.revocation).toMatchObject({
      by: 'the issuer',
      reason: 'used again',
      undoUntil: null,
    })
  })

  test('a second call changes nothing and says so; an unknown grant is none', () => {
    const [id = 0] = seedGrants(db, [grant])
    revokeGrantRow(db, { ...replay, grantId: id })
    const before = grantRows()
    expect(revokeGrantRow(db, { ...replay, grantId: id, now: now + 5 })).toBe(false)
    expect(grantRows()).toEqual(before)
    expect(revokeGrantRow(db, { ...replay, grantId: 99 })).toBe(false)
  })

  test('undoing an earlier revocation does not bring a replayed grant back', () => {
    const [id = 0] = seedGrants(db, [grant])
    const { id: revocationId } = start([id])
    revokeGrantRow(db, { ...replay, grantId: id })
    expect(undoAll(revocationId, now)).toBe(0)
    expect(statusOf(id)).toBe('replayed')
  })
})

describe('an act of revocation', () => {
  test('undo restores every row to the letter', () => {
    const ids = seedGrants(db, [
      grant,
      { ...grant, orphanedAt: 950 },
      { ...grant, idleExpiresAt: 990 },
      { ...grant, subject: 'bob' },
    ])
    const before = grantRows()
    const revocation = start(ids.slice(0, 3))
    expect(revocation).toMatchObject({ tokens: 3, by: 'tester', undoUntil: now + 30 })
    expect(ids.map(statusOf)).toEqual(['revoked', 'revoked', 'revoked', 'active'])
    expect(undoAll(revocation.id, now + 30)).toBe(3)
    expect(grantRows()).toEqual(before)
  })

  test('undo leaves what others revoked', () => {
    const ids = seedGrants(db, [grant, grant])
    start(ids.slice(0, 1))
    const second = start(ids)
    expect(second.tokens).toBe(1)
    const summaries = db.prepare('SELECT summary FROM audit ORDER BY id').pluck().all()
    expect(summaries[1]).toMatch(/^Revoked 1 refresh token: /)
    undoAll(second.id, now)
    expect(ids.map(statusOf)).toEqual(['revoked', 'active'])
  })

  test('undo is too late after 30 seconds, and happens once', () => {
    const ids = seedGrants(db, [grant])
    const { id: revocationId } = start(ids)
    const undo = (at: number) => startUndo(db, { revocationId, actor: 'tester', now: at })
    expect(undo(now + 31)).toMatchObject({ kind: 'refused', code: 'too_late' })
    expect(undo(now)).toMatchObject({ kind: 'undoing' })
    expect(undoSlice(db, { revocationId, now })).toBe(1)
    expect(undo(now)).toMatchObject({ kind: 'refused', code: 'conflict' })
    expect(startUndo(db, { revocationId: 99, actor: 'tester', now })).toMatchObject({
      code: 'not_found',
    })
  })

  test('slices count together, and the time to undo runs from the last one', () => {
    const ids = seedGrants(db, [grant, grant, grant])
    const { id: revocationId } = start(ids.slice(0, 2))
    const rest = { grantIds: ids.slice(2), mode: 'revoke' as const, accessToo: true }
    extendRevocation(db, { ...rest, revocationId, now: now + 50 })
    expect(undoAll(revocationId, now + 70)).toBe(3)
  })

  test('once undone, it takes no further slice', () => {
    const ids = seedGrants(db, [grant, grant])
    const { id: revocationId } = start(ids.slice(0, 1))
    undoAll(revocationId, now)
    const rest = { grantIds: ids.slice(1), mode: 'revoke' as const, accessToo: true }
    expect(extendRevocation(db, { ...rest, revocationId, now })).toMatchObject({ code: 'conflict' })
    expect(extendRevocation(db, { ...rest, revocationId: 99, now })).toMatchObject({
      code: 'not_found',
    })
    expect(ids.map(statusOf)).toEqual(['active', 'active'])
  })

  test.each(['revoke', 'delete'] as const)('%s: an undo cut short can go on, late', (mode) => {
    const ids = seedGrants(
      db,
      Array.from({ length: 501 }, () => grant),
    )
    const { id: revocationId } = start(ids, mode)
    startUndo(db, { revocationId, actor: 'tester', now: now + 30 })
    expect(undoSlice(db, { revocationId, now: now + 30 })).toBe(500)
    expect(purgeDeleted(db, { now: now + 31 })).toBe(0)
    expect(undoAll(revocationId, now + 60)).toBe(1)
    expect(new Set(ids.map(statusOf))).toEqual(new Set(['active']))
    const audit = db.prepare(`SELECT count(*) FROM audit WHERE operation = 'refreshTokens.undo'`)
    expect(audit.pluck().get()).toBe(1)
  })
})

describe('a revocation without undo, while an earlier one can still be undone', () => {
  const byClient = (grantId: number, at: number) =>
    revokeGrant(db, { grantId, by: 'client web', reason: 'signed out', now: at })
  const byPassword = (at: number) =>
    revokeTokensOfUser(db, { subject: 'alice', by: 'tester', reason: 'password set', now: at })

  describe.each(['revoke', 'delete'] as const)('%s', (mode) => {
    test.each([
      ["its client's word", (id: number) => byClient(id, now + 1), 'signed out'],
      ['a new password', () => byPassword(now + 1), 'password set'],
    ])('%s outlives the undo', (_what, revokeAgain, reason) => {
      const [id = 0] = seedGrants(db, [grant])
      const { id: revocationId } = start([id], mode)
      revokeAgain(id)
      undoAll(revocationId, now + 2)
      const detail = findRefreshTokenDetail(db, { grantId: id, now })
      expect(detail).toMatchObject({ token: { status: 'revoked' }, revocation: { reason } })
      expect(grantRows()[0]).toMatchObject({ revoked_at: now, access_revoked: 1 })
    })
  })

  test('also takes what an undo in progress has not reached', () => {
    const [id = 0, other = 0] = seedGrants(db, [grant, { ...grant, subject: 'bob' }])
    const { id: revocationId } = start([id, other])
    startUndo(db, { revocationId, actor: 'tester', now: now + 30 })
    byPassword(now + 31)
    byClient(other, now + 31)
    undoSlice(db, { revocationId, now: now + 31 })
    expect([id, other].map(statusOf)).toEqual(['revoked', 'revoked'])
  })

  test('what can no longer be undone keeps its reason', () => {
    const [id = 0, other = 0] = seedGrants(db, [grant, { ...grant, subject: 'bob' }])
    start([id, other])
    byPassword(now + 31)
    byClient(other, now + 31)
    const reasons = [id, other].map(
      (grantId) => findRefreshTokenDetail(db, { grantId, now })?.revocation?.reason,
    )
    expect(reasons).toEqual(['because', 'because'])
  })
})

describe('deleting', () => {
  test('hides at once and removes for good when undo has passed', () => {
    const ids = seedGrants(db, [grant, grant])
    start(ids.slice(0, 1), 'delete')
    expect(ids.map(statusOf)).toEqual([undefined, 'active'])
    expect(purgeDeleted(db, { now: now + 30 })).toBe(0)
    expect(purgeDeleted(db, { now: now + 31 })).toBe(1)
    expect(grantRows()).toHaveLength(1)
  })

  test('takes a tombstone, and undo gives back the tombstone with its own reason', () => {
    const ids = seedGrants(db, [grant])
    start(ids)
    const before = grantRows()
    const deletion = start(ids, 'delete')
    expect(deletion.tokens).toBe(1)
    expect(undoAll(deletion.id, now)).toBe(1)
    expect(grantRows()).toEqual(before)
  })
})

describe('targets', () => {
  test.each([
    [{ kind: 'family', grantId: 2 } as const, [2]],
    [{ kind: 'selection', grantIds: [1, 3, 99] } as const, [1, 3]],
    [{ kind: 'user-at-client', subject: 'alice', clientId: 'web' } as const, [1]],
    [{ kind: 'user', subject: 'alice' } as const, [1, 2]],
    [{ kind: 'client', clientId: 'web' } as const, [1, 3]],
    [{ kind: 'filter', filter: { clients: ['app'] } } as const, [2]],
  ])('%o', (target, expected) => {
    seedGrants(db, [
      grant,
      { ...grant, clientId: 'app' },
      { ...grant, subject: 'bob' },
      { ...grant, generation: 0 },
      { ...grant, purgeAt: 1010 },
      { ...grant, revokedAt: 950 },
    ])
    expect(findRevocationTargets(db, { target, mode: 'revoke', now })).toEqual(expected)
  })

  test('a preview counts tokens, users, clients and the access tokens that outlive them', () => {
    const ids = seedGrants(db, [
      { ...grant, history: true },
      { ...grant, subject: 'bob', history: true },
      { ...grant, clientId: 'app', issuedAt: 100, absoluteExpiresAt: 200, history: true },
    ])
    db.prepare(
      `INSERT INTO opaque_access_tokens (digest, id, grant_id, client_id, subject, scope, audience,
                                         issued_at, expires_at)
       VALUES (x'01', 'o1', ?, 'web', 'alice', 'read', 'x', 900, 1500)`,
    ).run(ids[0])
    const before = grantRows()
    const everything = { kind: 'filter', filter: {} } as const
    expect(previewRevocation(db, { target: everything, now: 4000 })).toMatchObject({
      tokens: 3,
      users: 2,
      clients: 2,
      opaque: 0,
    })
    const web = previewRevocation(db, { target: { kind: 'client', clientId: 'web' }, now })
    expect(web).toEqual({
      tokens: 2,
      users: 2,
      clients: 1,
      opaque: 1,
      jwt: 2,
      jwtValidUntil: 900 + 3600,
    })
    const alone = previewRevocation(db, { target: { kind: 'token', grantId: ids[0] ?? 0 }, now })
    expect(alone).toMatchObject({ tokens: 1, opaque: 0, jwt: 1 })
    expect(grantRows()).toEqual(before)
  })
})
