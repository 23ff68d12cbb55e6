import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { LiveTokens, serveFromColumns } from '#store/columns/live-tokens.ts'
import { noteTouchedRows } from '#store/columns/touch-triggers.ts'
import { allocateTouchedRows, startTelling, viewTouchedRows } from '#store/columns/touched-rows.ts'
import { openReadable, openWritable, type ReadableDb, type WritableDb } from '#store/database.ts'
import { migrate } from '#store/migrations/migrate.ts'
import { countEverything } from '#store/overview-reads.ts'
import type { RefreshTokenFilter } from '#store/refresh-token-filter.ts'
import { countRefreshTokens, listFacets, searchRefreshTokens } from '#store/refresh-token-search.ts'
import type { RefreshTokenSort } from '#store/refresh-token-sort.ts'
import { findRevocationTargets, previewRevocation } from '#store/revocation-targets.ts'
import { seedClients, seedGrants, seedUsers } from '#test/support/seed-grants.ts'

import { applyChange, changes } from './refresh-token-changes.ts'
import { clients, filters, grants, modelNow as now, sorts, users } from './refresh-token-model.ts'

// The columns of a large store against plain SQL over the same file.

let folder = ''
let writer: WritableDb
let tell: () => void
/** One connection is answered from columns, the other by SQL alone. */
let fast: ReadableDb
let plain: ReadableDb
let tokens: LiveTokens
const touched = viewTouchedRows(allocateTouchedRows())

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-columns-'))
  const file = join(folder, 'store.sqlite')
  writer = openWritable(file)
  writer.pragma('synchronous = OFF')
  migrate(writer)
  fast = openReadable(file, 'scans')
  plain = openReadable(file, 'scans')
  tokens = new LiveTokens(fast, touched)
  tokens.advance()
  tell = noteTouchedRows(writer, touched)
  startTelling(touched)
  serveFromColumns(fast, tokens)
})
beforeEach(() => {
  startAfresh()
  while (!tokens.isLoaded) tokens.advance()
})
afterAll(() => {
  for (const db of [writer, fast, plain]) db.close()
  rmSync(folder, { recursive: true })
})

function startAfresh(): void {
  writer.exec('DELETE FROM grants; DELETE FROM users; DELETE FROM clients')
  seedUsers(writer, users)
  seedClients(writer, clients)
  tell()
}

interface Question {
  readonly filter: RefreshTokenFilter
  readonly sort: RefreshTokenSort
  readonly limit: number
}

const questions: fc.Arbitrary<Question> = fc.record({
  filter: filters,
  sort: sorts,
  limit: fc.integer({ min: 1, max: 7 }),
})

/** The same question on both connections, page by page to the end. */
function expectSameAnswers({ filter, sort, limit }: Question): number {
  expect(tokens.current()).toBeDefined()
  let cursor: string | undefined
  let rows = 0
  do {
    const search = { filter, sort, cursor, limit, now }
    const [found, expected] = [
      searchRefreshTokens(fast, search),
      searchRefreshTokens(plain, search),
    ]
    expect(found).toEqual(expected)
    if (expected.kind === 'refused') throw new Error(expected.message)
    rows += expected.rows.length
    cursor = expected.nextCursor ?? undefined
  } while (cursor !== undefined)
  expect(countRefreshTokens(fast, { filter, now })).toBe(rows)
  const target = { kind: 'filter', filter } as const
  for (const mode of ['revoke', 'delete'] as const)
    expect(findRevocationTargets(fast, { target, mode, now })).toEqual(
      findRevocationTargets(plain, { target, mode, now }),
    )
  expect(previewRevocation(fast, { target, now })).toEqual(
    previewRevocation(plain, { target, now }),
  )
  return rows
}

test('columns answer as plain SQL does, whatever is changed in between', () => {
  let found = 0
  fc.assert(
    fc.property(
      fc.array(grants, { maxLength: 40 }),
      fc.array(fc.tuple(fc.array(changes, { maxLength: 4 }), questions), { maxLength: 6 }),
      (rows, steps) => {
        startAfresh()
        seedGrants(writer, rows)
        for (const [some, question] of steps) {
          for (const change of some) applyChange(writer, change)
          tell()
          found += expectSameAnswers(question)
          expect(listFacets(fast)).toEqual(listFacets(plain))
          expect(countEverything(fast, { now })).toEqual(countEverything(plain, { now }))
        }
      },
    ),
    { numRuns: 300 },
  )
  expect(found).toBeGreaterThan(500)
})

test('what is changed while they are loaded is not missed', () => {
  fc.assert(
    fc.property(
      fc.array(grants, { maxLength: 30 }),
      fc.array(fc.array(changes, { minLength: 2, maxLength: 6 }), { minLength: 6, maxLength: 9 }),
      questions,
      (rows, steps, question) => {
        startAfresh()
        seedGrants(writer, rows)
        tell()
        tokens = new LiveTokens(fast, touched)
        serveFromColumns(fast, tokens)
        for (const some of steps) {
          for (const change of some) applyChange(writer, change)
          tell()
          tokens.advance()
        }
        while (!tokens.isLoaded) tokens.advance()
        expectSameAnswers(question)
      },
    ),
    { numRuns: 120 },
  )
})
