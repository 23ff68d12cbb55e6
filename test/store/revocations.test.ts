import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { openWritable, type WritableDb } from '#store/database.ts'
import { revokeGrant } from '#store/grants.ts'
import { migrate } from '#store/migrations/migrate.ts'
import { findRefreshTokenDetail } from '#store/refresh-token-detail.ts'
import {
  endRevocation,
  extendRevocation,
  revocationSlice,
  revokeTokensOfUser,
  startRevocation,
} from '#store/revocation-changes.ts'
import { startUndo, undoSlice } from '#store/revocation-undo.ts'
import { findRevocation, listRevocationsGoingOn, revokeGrantRow } from '#store/revocations.ts'
import { purgeDeleted } from '#store/sweep.ts'
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

function start(
  grantIds: readonly number[],
  mode: 'revoke' | 'delete' = 'revoke',
  planned = grantIds.length,
) {
  const words = { reason: 'because', aim: 'a test', actor: 'tester' }
  return going(startRevocation(db, { grantIds, mode, accessToo: true, planned, now, ...words }))
}

function going(answer: ReturnType<typeof startRevocation | typeof startUndo>) {
  if (answer.kind === 'refused') throw new Error(answer.code)
  return answer.revocation
}

function end(revocationId: number, how: 'finished' | 'cancelled' | 'cut short', at = now) {
  return going(endRevocation(db, { revocationId, how, actor: 'tester', now: at }))
}

/** Returns how many grants the act has given back in all. */
function undoAll(revocationId: number, at: number): number {
  const undo = { revocationId, actor: 'tester', now: at }
  let revocation = going(startUndo(db, undo))
  while (revocation.endedAt === null) revocation = going(undoSlice(db, undo))
  return revocation.restored
}

function summaries(): unknown[] {
  return db.prepare('SELECT summary FROM audit ORDER BY id').pluck().all()
}

function many(count: number): SeededGrant[] {
  return Array.from({ length: count }, () => grant)
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
    expect(summaries()[1]).toMatch(/^Revoked 1 refresh token: /)
    undoAll(second.id, now)
    expect(ids.map(statusOf)).toEqual(['revoked', 'active'])
  })

  test('undo is too late after 30 seconds, and happens once', () => {
    const ids = seedGrants(db, [grant])
    const { id: revocationId } = start(ids)
    const undo = (at: number) => startUndo(db, { revocationId, actor: 'tester', now: at })
    expect(undo(now + 31)).toMatchObject({ kind: 'refused', code: 'too_late' })
    expect(undo(now)).toMatchObject({ kind: 'undoing', revocation: { restored: 1, endedAt: now } })
    expect(undo(now)).toMatchObject({ kind: 'refused', code: 'conflict' })
    const slice = { revocationId, actor: 'tester', now }
    expect(undoSlice(db, slice)).toMatchObject({ kind: 'refused', code: 'conflict' })
    expect(startUndo(db, { revocationId: 99, actor: 'tester', now })).toMatchObject({
      code: 'not_found',
    })
  })

  test('slices count together, and the time to undo runs from the last one', () => {
    const ids = seedGrants(db, [grant, grant, grant])
    const { id: revocationId } = start(ids.slice(0, 2), 'revoke', 3)
    const rest = { grantIds: ids.slice(2), mode: 'revoke' as const, accessToo: true }
    extendRevocation(db, { ...rest, revocationId, now: now + 50 })
    const undo = { revocationId, actor: 'tester', now: now + 70 }
    expect(startUndo(db, undo)).toMatchObject({ code: 'conflict' })
    expect(end(revocationId, 'finished', now + 50)).toMatchObject({ tokens: 3, endedAt: now + 50 })
    expect(undoAll(revocationId, now + 70)).toBe(3)
  })

  test('of several slices is told at its beginning and, with what it took, at its end', () => {
    const ids = seedGrants(db, many(5))
    const { id: revocationId } = start(ids.slice(0, 2), 'delete', 5)
    expect(listRevocationsGoingOn(db)).toMatchObject([{ id: revocationId, tokens: 2, planned: 5 }])
    expect(summaries()).toEqual(['Began to delete 5 refresh tokens: a test. Reason: because'])
    end(revocationId, 'cancelled')
    expect(listRevocationsGoingOn(db)).toEqual([])
    const told = 'Deleted 2 of 5 refresh tokens and was cancelled: a test. Reason: because'
    expect(summaries()[1]).toBe(told)
    // An end comes once, whoever brings it.
    expect(end(revocationId, 'cut short', now + 5)).toMatchObject({ endedAt: now })
    expect(summaries()).toHaveLength(2)
    const rest = { grantIds: ids.slice(2), mode: 'delete' as const, accessToo: true }
    expect(extendRevocation(db, { ...rest, revocationId, now })).toMatchObject({ code: 'conflict' })
  })

  test('cannot be purged while it goes on, nor while it is undone', () => {
    const ids = seedGrants(db, many(2 * revocationSlice + 1))
    const { id: revocationId } = start(ids.slice(0, 2 * revocationSlice), 'delete', ids.length)
    expect(purgeDeleted(db, { now: now + 31 })).toBe(0)
    end(revocationId, 'cut short', now + 10)
    going(startUndo(db, { revocationId, actor: 'tester', now: now + 20 }))
    expect(purgeDeleted(db, { now: now + 31 })).toBe(0)
    expect(undoAll(revocationId, now + 60)).toBe(2 * revocationSlice)
    expect(purgeDeleted(db, { now: now + 61 })).toBe(0)
    expect(new Set(ids.map(statusOf))).toEqual(new Set(['active']))
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
    const ids = seedGrants(db, many(revocationSlice + 1))
    const before = grantRows()
    const { id: revocationId } = start(ids, mode)
    const undo = { revocationId, actor: 'tester', now: now + 30 }
    expect(going(startUndo(db, undo))).toMatchObject({ restored: revocationSlice, endedAt: null })
    expect(purgeDeleted(db, { now: now + 31 })).toBe(0)
    expect(listRevocationsGoingOn(db)).toHaveLength(1)
    expect(undoAll(revocationId, now + 60)).toBe(ids.length)
    expect(grantRows()).toEqual(before)
    expect(summaries().slice(1)).toEqual([
      `Began to undo the revocation of ${ids.length} refresh tokens.`,
      `Undid the revocation of ${ids.length} refresh tokens.`,
    ])
  })

  test('the end of an undo says how many it really gave back', () => {
    const ids = seedGrants(db, many(3))
    const { id: revocationId } = start(ids)
    revokeGrant(db, { grantId: ids[0] ?? 0, by: 'client web', reason: 'signed out', now })
    expect(undoAll(revocationId, now)).toBe(2)
    expect(findRevocation(db, { revocationId })).toMatchObject({ tokens: 3, restored: 2 })
    expect(summaries().at(-1)).toBe('Undid the revocation of 2 refresh tokens.')
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
    const reached = seedGrants(
      db,
      many(revocationSlice).map((each) => ({ ...each, subject: 'eve' })),
    )
    const [id = 0, other = 0] = seedGrants(db, [grant, { ...grant, subject: 'bob' }])
    const { id: revocationId } = start([...reached, id, other])
    going(startUndo(db, { revocationId, actor: 'tester', now: now + 30 }))
    byPassword(now + 31)
    byClient(other, now + 31)
    expect(undoAll(revocationId, now + 31)).toBe(revocationSlice)
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
