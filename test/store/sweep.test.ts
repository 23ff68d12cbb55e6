import { afterEach, beforeEach, expect, test } from 'vitest'

import { openWritable, type WritableDb } from '#store/database.ts'
import { migrate } from '#store/migrations/migrate.ts'
import { purgeDeleted, sweepBatch, sweepExpired, sweepGrants } from '#store/sweep.ts'
import { seedGrants, seedUsers, type SeededGrant } from '#test/support/seed-grants.ts'

let db: WritableDb
beforeEach(() => {
  db = openWritable(':memory:')
  migrate(db)
})
afterEach(() => void db.close())

const day = 86_400
const now = 1000 * day
/** Of a family: ended so long ago that it is explained no more. */
const longAgo = now - 30 * day
const grant: SeededGrant = {
  subject: 'alice',
  clientId: 'web',
  scope: 'read',
  issuedAt: 900 * day,
  idleExpiresAt: longAgo,
  absoluteExpiresAt: longAgo,
  history: true,
}

const tables = [
  'grants',
  'grant_history',
  'authorization_codes',
  'opaque_access_tokens',
  'revoked_access_tokens',
  'sessions',
  'interactions',
] as const

function count(table: (typeof tables)[number]): number {
  return Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get())
}

function countAll(): number {
  return tables.reduce((sum, table) => sum + count(table), 0)
}

/** Sweeps batch after batch; fails when one deletes more than it says, or more than a batch. */
function sweepAll(deleteBatch: () => number): void {
  for (let before = countAll(), deleted = sweepBatch; deleted === sweepBatch; before -= deleted) {
    deleted = deleteBatch()
    expect(deleted).toBeLessThanOrEqual(sweepBatch)
    expect(countAll()).toBe(before - deleted)
  }
}

function insertHistory(grantId: number, lines: number): void {
  const insert = db.prepare(
    `INSERT INTO grant_history (grant_id, generation, kind, at) VALUES (?, 1, 'rotated', 1)`,
  )
  for (let line = 0; line < lines; line += 1) insert.run(grantId)
}

function insertExpiring(index: number, expiresAt: number, grantId: number): void {
  const digest = Buffer.from(String(index))
  db.prepare(
    `INSERT INTO interactions (digest, parameters, sign_in_after, expires_at) VALUES (?, '', 0, ?)`,
  ).run(digest, expiresAt)
  db.prepare(
    `INSERT INTO sessions (id, digest, subject, authenticated_at, expires_at)
     VALUES (?, ?, 'alice', 1, ?)`,
  ).run(String(index), digest, expiresAt)
  db.prepare(
    `INSERT INTO authorization_codes (grant_id, redirect_uri, redirect_uri_sent, refresh, expires_at)
     VALUES (?, '', 1, 1, ?)`,
  ).run(grantId, expiresAt)
  db.prepare(
    `INSERT INTO opaque_access_tokens (digest, id, grant_id, client_id, subject, scope, audience,
                                       issued_at, expires_at)
     VALUES (?, 'x', ?, 'web', 'alice', 'read', 'urn:api', 1, ?)`,
  ).run(digest, grantId, expiresAt)
  db.prepare(`INSERT INTO revoked_access_tokens (id, expires_at) VALUES (?, ?)`).run(
    String(index),
    expiresAt,
  )
}

test('everything that has ended goes, a batch of rows at a time over all tables', () => {
  seedUsers(db, [{ subject: 'alice', username: 'alice', name: '' }])
  const rows = 2 * sweepBatch + 7
  const living = { ...grant, absoluteExpiresAt: now + day, history: false }
  const ids = seedGrants(
    db,
    Array.from({ length: rows + 2 }, () => living),
  )
  // A grant has one code, and codes expire in the order of their grants.
  for (const [index, id] of ids.entries()) insertExpiring(index, expiryOf(index, rows), id)
  sweepAll(() => sweepExpired(db, { now }))
  // A spent code is known for an hour more.
  expect(tables.map(count)).toEqual([rows + 2, 0, rows + 1, 1, 1, 1, 1])
  sweepAll(() => sweepExpired(db, { now: now + 3600 }))
  expect(tables.map(count)).toEqual([rows + 2, 0, 1, 0, 0, 0, 0])
})

/** One that ended an hour ago, many that end now, and one that ends in a second. */
function expiryOf(index: number, rows: number): number {
  if (index === 0) return now - 3600
  return index <= rows ? now : now + 1
}

test('a family goes with all that belongs to it, thirty days after its end, in bounded batches', () => {
  seedUsers(db, [{ subject: 'alice', username: 'alice', name: '' }])
  const many = Array.from({ length: 2 * sweepBatch }, () => grant)
  const ids = seedGrants(db, many)
  insertHistory(ids[3] ?? 0, 3 * sweepBatch)
  insertExpiring(1, now + day, ids[5] ?? 0)
  sweepAll(() => sweepGrants(db, { now: now - 1 }))
  expect(count('grants')).toBe(many.length)
  sweepAll(() => sweepGrants(db, { now }))
  expect(tables.slice(0, 4).map(count)).toEqual([0, 0, 0, 0])
})

test('a tombstone stays until the end of its family and thirty days more', () => {
  seedGrants(db, [
    { ...grant, revokedAt: 950 * day, absoluteExpiresAt: longAgo + 1 },
    { ...grant, revokedAt: 950 * day, replayed: true, absoluteExpiresAt: now },
    { ...grant, idleExpiresAt: 1, absoluteExpiresAt: now + day },
    { ...grant, orphanedAt: 1, absoluteExpiresAt: now + day },
    grant,
  ])
  sweepAll(() => sweepGrants(db, { now }))
  expect(db.prepare('SELECT id FROM grants').pluck().all()).toEqual([1, 2, 3, 4])
})

test('what was deleted goes in bounded batches, once no undo can bring it back', () => {
  const insert = db.prepare(
    `INSERT INTO revocations (at, by, reason, mode, aim, planned, tokens, undo_until, undone_at,
                              ended_at) VALUES (1, 'tester', '', 'delete', '', 1, 1, ?, ?, ?)`,
  )
  // Over; can be undone; is being undone; goes on.
  const acts = [
    [now - 1, null, 1],
    [now, null, 1],
    [now - 1, 1, null],
    [now - 1, null, null],
  ]
  for (const act of acts) insert.run(act)
  const live = { ...grant, absoluteExpiresAt: now + day, purgeAt: 1 }
  const ids = seedGrants(
    db,
    Array.from({ length: 4 * sweepBatch }, () => live),
  )
  db.exec('UPDATE grants SET deletion_id = 4 - id % 4')
  insertHistory(ids[2] ?? 0, 3 * sweepBatch)
  sweepAll(() => purgeDeleted(db, { now }))
  const left = db.prepare('SELECT deletion_id, count(*) AS n FROM grants GROUP BY 1').all()
  expect(left).toEqual([2, 3, 4].map((act) => ({ deletion_id: act, n: sweepBatch })))
  expect(count('grant_history')).toBe(3 * sweepBatch)
})
