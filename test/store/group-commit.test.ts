import fc from 'fast-check'
import { expect, test } from 'vitest'

import { change, findRow, openWritable, type WritableDb } from '#store/database.ts'
import { commitTogether, read, type Call } from '#store/group-commit.ts'
import { migrate } from '#store/migrations/migrate.ts'

function openMigrated(): WritableDb {
  const db = openWritable(':memory:')
  migrate(db)
  return db
}

interface Put {
  readonly name: string
  readonly fails: boolean
  readonly now: number
}

/** Writes first and fails after: what a half-done operation would look like. */
const table = {
  put(db: WritableDb, { name, fails }: Put): string {
    change(db, `INSERT INTO settings (name, value) VALUES (?, 'x')`, name)
    if (fails) throw new Error(`${name} failed`)
    return name
  },
}

const call = (input: Put): Call => ({ operation: 'put', input })
const names = (db: WritableDb): unknown[] =>
  db.prepare(`SELECT name FROM settings ORDER BY name`).pluck().all()
const seen = (db: WritableDb): number | undefined =>
  findRow<{ seen: number }>(db, `SELECT seen FROM store_time`)?.seen

test('an operation that fails in a group fails alone, and leaves nothing behind', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }), (fails) => {
      const db = openMigrated()
      const puts = fails.map((each, index) => ({ name: `n${index + 10}`, fails: each, now: index }))
      const outcomes = commitTogether(db, table, puts.map(call))
      expect(outcomes).toEqual(
        puts.map(({ name, fails: failed }) =>
          failed
            ? { ok: false, message: `${name} failed`, code: undefined }
            : { ok: true, value: name },
        ),
      )
      expect(names(db)).toEqual(puts.filter((put) => !put.fails).map(({ name }) => name))
      db.close()
    }),
    { numRuns: 40 },
  )
})

test('a constraint that is broken is one operation failing, with its code', () => {
  const db = openMigrated()
  const twice = [
    { name: 'a', fails: false, now: 1 },
    { name: 'a', fails: false, now: 1 },
    { name: 'b', fails: false, now: 1 },
  ]
  const outcomes = commitTogether(db, table, twice.map(call))
  expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true])
  expect(outcomes[1]).toMatchObject({ code: 'SQLITE_CONSTRAINT_PRIMARYKEY' })
  expect(names(db)).toEqual(['a', 'b'])
})

test('a group whose transaction is lost fails whole: nobody is told yes', () => {
  const db = openMigrated()
  const lossy = {
    ...table,
    lose(connection: WritableDb): void {
      connection.exec('ROLLBACK')
    },
  }
  const outcomes = commitTogether(db, lossy, [
    call({ name: 'a', fails: false, now: 1 }),
    { operation: 'lose', input: { now: 1 } },
    call({ name: 'b', fails: false, now: 1 }),
  ])
  expect(outcomes.map(({ ok }) => ok)).toEqual([false, false, false])
  expect(names(db)).toEqual([])
  expect(db.inTransaction).toBe(false)
})

test('the highest time of a group is remembered, and never goes back', () => {
  const db = openMigrated()
  commitTogether(db, table, [
    call({ name: 'a', fails: false, now: 70 }),
    call({ name: 'b', fails: false, now: 50 }),
  ])
  expect(seen(db)).toBe(70)
  commitTogether(db, table, [call({ name: 'c', fails: false, now: 60 })])
  expect(seen(db)).toBe(70)
})

test('an operation that there is not is an outcome, not an exception', () => {
  const db = openMigrated()
  const [written] = commitTogether(db, table, [{ operation: 'none', input: {} }])
  const readOutcome = read(db, {}, { operation: 'none', input: {} })
  for (const outcome of [written, readOutcome])
    expect(outcome).toMatchObject({ ok: false, message: 'No operation none.' })
})
