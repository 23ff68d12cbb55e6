import fc from 'fast-check'
import { expect, test } from 'vitest'

import { bodyOf } from '#store/columns/decision-body.ts'
import { findRow, openWritable } from '#store/database.ts'
import { recordDecisions } from '#store/decisions.ts'
import { migrate } from '#store/migrations/migrate.ts'
import { batchOf, decisionWith } from '#test/support/decisions.ts'

/** Whatever might be taken for the end of a text, of a value or of the list. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^[",:[\]{}\\nul0-9.\u2028 -]*$/),
  fc.constantFrom('', 'null', '",null,"', '\\', '\\"', '\u0000', '\ud800', '],[', '1e3', '\u007f'),
)
const text = fc.option(hostile)
const count = fc.oneof(fc.nat(), fc.constantFrom(0, 1e21, 5_000_000_000, Number.MAX_SAFE_INTEGER))

const decisions = fc
  .record({
    at: count,
    duration: count,
    endpoint: hostile,
    clientId: text,
    subject: text,
    grantId: fc.option(count),
    session: text,
    flow: text,
    trace: text,
    ip: text,
    userAgent: text,
    outcome: fc.constantFrom('passed', 'refused', 'failed'),
    error: text,
    check: text,
    reason: text,
    request: fc.option(hostile.map((value) => JSON.stringify([value]))),
  })
  .map((changes) => decisionWith(changes))

test('what is read of a stored body is what JSON says, whatever was recorded', () => {
  const db = openWritable(':memory:')
  migrate(db)
  fc.assert(
    fc.property(decisions, (decision) => {
      recordDecisions(db, batchOf([decision], 0))
      const stored = findRow<{ body: string }>(
        db,
        `SELECT body FROM decision_log ORDER BY id DESC LIMIT 1`,
      )
      const body = stored?.body ?? ''
      const whole: unknown = JSON.parse(body)
      expect(bodyOf(body).slice(0, 14)).toEqual(Array.isArray(whole) && whole.slice(0, 14))
    }),
    { numRuns: 2000 },
  )
  db.close()
})
