import { afterEach, beforeEach, expect, test } from 'vitest'

import { openWritable, type WritableDb } from '#store/database.ts'
import { configureRecording } from '#store/decision-settings.ts'
import { pruneDecisions, recordDecisions, type Decision } from '#store/decisions.ts'
import { migrate } from '#store/migrations/migrate.ts'
import { batchOf, decisionWith } from '#test/support/decisions.ts'

let db: WritableDb
beforeEach(() => {
  db = openWritable(':memory:')
  migrate(db)
})
afterEach(() => void db.close())

const now = 1_800_000_000
const decisionLimit = 100_000
const fortnight = 14 * 86_400

function decisionAt(at: number): Decision {
  return decisionWith({ at })
}

function record(decisions: readonly Decision[], at: number): void {
  recordDecisions(db, batchOf(decisions, at))
}

function storedIds(): unknown[] {
  return db.prepare('SELECT id FROM decisions ORDER BY id').pluck().all()
}

test('a decision is kept for a fortnight to the second', () => {
  record([decisionAt(now), decisionAt(now + 1)], now)
  pruneDecisions(db, { now: now + fortnight })
  expect(storedIds()).toEqual([1, 2])
  pruneDecisions(db, { now: now + fortnight + 1 })
  expect(storedIds()).toEqual([2])
})

test('beyond the limit the oldest goes', () => {
  record([decisionAt(now), decisionAt(now)], now)
  db.prepare('UPDATE decision_log SET id = ? WHERE id = 2').run(decisionLimit)
  record([decisionAt(now)], now)
  pruneDecisions(db, { now })
  expect(storedIds()).toEqual([decisionLimit, decisionLimit + 1])
})

test('what is kept follows the settings, whether requests are recorded or not', () => {
  record([decisionAt(now - 7200), decisionAt(now)], now)
  const settings = { recording: false, limit: 1000, lifetime: 3600, traceInErrorUri: false }
  configureRecording(db, { settings, actor: 'test', now })
  expect(pruneDecisions(db, { now })).toBe(1)
  expect(storedIds()).toEqual([2])
})

test('a slice looks at the oldest 500 alone, however many there are', () => {
  const fresh = Array.from({ length: 500 }, () => decisionAt(now))
  const old = decisionAt(now - fortnight - 1)
  record([old, ...fresh, old], now)
  pruneDecisions(db, { now })
  expect(storedIds()).toHaveLength(501)
  expect(storedIds().at(-1)).toBe(502)
})
