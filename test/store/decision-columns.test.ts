import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { readSliceBySlice } from '#store/columns/decision-questions.ts'
import { findRow, listRows, openWritable, type WritableDb } from '#store/database.ts'
import type { DecisionFilter } from '#store/decision-filter.ts'
import {
  clearDecisions,
  countDecisions,
  findNewestDecision,
  listDecisionFacets,
  listDecisions,
} from '#store/decision-reads.ts'
import { configureRecording } from '#store/decision-settings.ts'
import { pruneDecisions, recordDecisions, type Decision } from '#store/decisions.ts'
import { migrate } from '#store/migrations/migrate.ts'
import { NotReadYetError } from '#store/not-read-yet.ts'
import { countTokensByMinute } from '#store/overview-reads.ts'
import { batchOf, decisionWith } from '#test/support/decisions.ts'

import { decisionCondition } from './decision-model.ts'

let db: WritableDb
beforeEach(() => {
  db = openWritable(':memory:')
  migrate(db)
  for (const [subject, username] of [
    ['sub-1', 'Alice'],
    ['sub-2', 'bob_100%'],
  ])
    db.prepare(`INSERT INTO users (subject, username, name, email, email_verified, claims,
      password_hash, disabled, created_at, version) VALUES (?, ?, '', '', 0, '{}', '', 0, 0, 1)`).run(
      subject,
      username,
    )
})
afterEach(() => void db.close())

const now = 1_800_000_000

function orNull<Value>(...values: readonly Value[]): fc.Arbitrary<Value | null> {
  return fc.option(fc.constantFrom(...values))
}

const decisions: fc.Arbitrary<Decision> = fc
  .record({
    at: fc.integer({ min: now - 200, max: now }),
    duration: fc.integer({ min: 0, max: 50 }),
    endpoint: fc.constantFrom('token', 'authorize', 'sign-in'),
    outcome: fc.constantFrom('passed', 'refused', 'failed'),
    clientId: orNull('web', 'other', 'Web'),
    subject: orNull('sub-1', 'sub-2', 'SUB-3', 'nobody'),
    grantId: orNull(1, 2, 5_000_000_000),
    session: orNull('session-1', 'session-2'),
    flow: orNull('flow-1', 'flow-2', 'flow-3'),
    trace: orNull('trace-1', 'trace-2'),
    ip: orNull('10.0.0.1', '10.0.0.10', '::1', '192.168.0.1'),
    userAgent: orNull('curl/8.9', 'Mozilla (X11) 100%', 'Opera_1'),
    error: orNull('invalid_grant', 'invalid_client'),
    check: orNull('redirect_uri', 'client_id'),
  })
  .map((changes) => decisionWith(changes))

function some(...values: readonly string[]): fc.Arbitrary<string[]> {
  return fc.subarray([...values, 'unheard of'], { minLength: 1 })
}

const criteria: { readonly [Name in keyof DecisionFilter]-?: fc.Arbitrary<DecisionFilter[Name]> } =
  {
    outcomes: fc.subarray(['passed', 'refused', 'failed'] as const, { minLength: 1 }),
    endpoints: some('token', 'authorize'),
    clients: some('web', 'Web'),
    errors: some('invalid_grant'),
    checks: some('redirect_uri', 'client_id'),
    user: fc.record({
      operator: fc.constantFrom('is', 'starts', 'contains'),
      value: fc.constantFrom('alice', 'SUB', 'b', '_', '%', 'sub-1', 'O', 'nobody'),
    }),
    grantId: fc.constantFrom(1, 2, 3, 5_000_000_000),
    session: fc.constantFrom('session-1', 'x'),
    flow: fc.constantFrom('flow-1', 'flow-2', 'x'),
    trace: fc.constantFrom('trace-1', 'x'),
    ip: fc.constantFrom('10.', '10.0.0.1', '::', '1', '%'),
    device: fc.constantFrom('CURL', 'x11', '%', '_', 'z'),
    at: fc.record(
      {
        from: fc.integer({ min: now - 210, max: now + 10 }),
        to: fc.integer({ min: now - 210, max: now + 10 }),
      },
      { requiredKeys: [] },
    ),
    slowerThan: fc.integer({ min: 0, max: 60 }),
  }

/** A few criteria: with many, nothing would match. */
const filters: fc.Arbitrary<DecisionFilter> = fc
  .tuple(
    fc.record(criteria),
    fc.uniqueArray(fc.constantFrom(...Object.keys(criteria)), { maxLength: 3 }),
  )
  .map(([all, names]) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name))),
  )

/** Records come, the oldest go, and sometimes all of them do. */
type Step =
  | { readonly kind: 'record'; readonly decisions: readonly Decision[]; readonly limit: number }
  | { readonly kind: 'clear' }

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('record' as const),
      decisions: fc.array(decisions, { minLength: 1, maxLength: 30 }),
      limit: fc.constantFrom(1000, 40),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'clear' as const }) },
)

function take(step: Step): void {
  if (step.kind === 'clear') clearDecisions(db, { upTo: Number.MAX_SAFE_INTEGER, now })
  else {
    recordDecisions(db, batchOf(step.decisions, now))
    keep(step.limit)
  }
}

/** Keeps so many of the records, as the sweep does. */
function keep(limit: number): void {
  const settings = { recording: true, limit, lifetime: 14 * 86_400, traceInErrorUri: false }
  configureRecording(db, { settings, actor: 'test', now })
  pruneDecisions(db, { now })
}

/** Asks until the answer is there. */
type Asking = <Answer>(question: () => Answer) => Answer

const once: Asking = (question) => question()

type Range = readonly [before: number, after: number]
const everything: Range = [Number.MAX_SAFE_INTEGER, 0]

/** A question is held against SQL as the store is when it is answered. */
function expectSamePage(filter: DecisionFilter, [before, after]: Range, asking = once): void {
  const found = asking(() => listDecisions(db, { filter, before, after, limit: 7 }))
  const { sql, values } = decisionCondition(filter)
  const ids = listRows<{ id: number }>(
    db,
    `SELECT id FROM decisions WHERE id < @before AND id > @after AND ${sql}
      ORDER BY id DESC LIMIT 7`,
    { ...values, before, after },
  ).map(({ id }) => id)
  expect(found.map(({ id }) => id)).toEqual(ids)
}

function expectSameCount(filter: DecisionFilter, asking = once): void {
  const { sql, values } = decisionCondition(filter)
  const count = asking(() => countDecisions(db, { filter }))
  const counted = findRow<{ count: number }>(
    db,
    `SELECT count(*) AS count FROM decisions WHERE ${sql}`,
    values,
  )
  expect(count).toBe(counted?.count)
}

function expectSameFacets(asking = once): void {
  expect(asking(() => listDecisionFacets(db))).toEqual({
    endpoints: namesIn('endpoint'),
    clients: namesIn('client_id'),
    errors: namesIn('error'),
    checks: namesIn('refused_check'),
  })
}

function namesIn(column: string): string[] {
  return listRows<{ name: string }>(
    db,
    `SELECT DISTINCT ${column} AS name FROM decisions WHERE ${column} IS NOT NULL ORDER BY name`,
  ).map(({ name }) => name)
}

test('columns answer like plain SQL, whatever has come and gone', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(steps, filters, fc.nat(100), fc.nat(100)), { minLength: 1, maxLength: 8 }),
      (acts) => {
        clearDecisions(db, { upTo: Number.MAX_SAFE_INTEGER, now })
        for (const [step, filter, below, above] of acts) {
          take(step)
          const newest = findNewestDecision(db)
          expectSamePage(filter, [newest - below, newest - above])
          expectSamePage(filter, everything)
          expectSameCount(filter)
          expectSameFacets()
        }
      },
    ),
    { numRuns: 60 },
  )
})

let repeated = 0
/** Asks again until everything is read; in between records come and go. */
function askingDuring(coming: Step[]): Asking {
  return (question) => {
    for (let asked = 0; asked < 1000; asked += 1)
      try {
        return question()
      } catch (error) {
        if (!(error instanceof NotReadYetError)) throw error
        repeated += 1
        const step = coming.shift()
        if (step) take(step)
      }
    throw new Error('It is never answered.')
  }
}

test('while records are being read, come and go, what is answered is what plain SQL answers', () => {
  fc.assert(
    fc.property(
      fc.array(decisions, { minLength: 20, maxLength: 90 }),
      fc.array(steps, { maxLength: 12 }),
      fc.array(fc.tuple(filters, fc.nat(100), fc.nat(100)), { minLength: 1, maxLength: 6 }),
      (first, coming, questions) => {
        clearDecisions(db, { upTo: Number.MAX_SAFE_INTEGER, now })
        recordDecisions(db, batchOf(first, now))
        readSliceBySlice(db, 5)
        const asking = askingDuring(coming)
        for (const [filter, below, above] of questions) {
          const newest = findNewestDecision(db)
          expectSamePage(filter, [newest - below, newest - above], asking)
          expectSamePage(filter, everything, asking)
        }
        for (const [filter] of questions) expectSameCount(filter, asking)
        expectSameFacets(asking)
      },
    ),
    { numRuns: 100 },
  )
  expect(repeated).toBeGreaterThan(100)
})

test('an id is never given twice, though all records were cleared', () => {
  recordDecisions(db, batchOf([decisionWith({ at: now }), decisionWith({ at: now })], now))
  clearDecisions(db, { upTo: 2, now })
  recordDecisions(db, batchOf([decisionWith({ at: now })], now))
  expect(listDecisions(db, listing).map(({ id }) => id)).toEqual([3])
})

const listing = {
  filter: { outcomes: ['refused'] },
  before: undefined,
  after: undefined,
  limit: 9,
} as const

test('more records than a block holds are found across its edge', () => {
  const many = Array.from({ length: 70_000 }, (_, index) =>
    decisionWith({ at: now, clientId: index === 65_535 || index === 65_536 ? 'edge' : 'web' }),
  )
  recordDecisions(db, batchOf(many, now))
  const filter = { clients: ['edge'] }
  expect(listDecisions(db, { ...listing, filter }).map(({ id }) => id)).toEqual([65_537, 65_536])
  expect(listDecisions(db, { ...listing, filter, before: 65_537 })).toHaveLength(1)
  expect(countDecisions(db, { filter: { clients: ['web'] } })).toBe(69_998)
  expect(countTokensByMinute(db, { from: 0 })).toEqual(new Map())
})
