import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { openWritable, type WritableDb } from '#store/database.ts'
import { migrate } from '#store/migrations/migrate.ts'
import { conditionOf, type RefreshTokenFilter } from '#store/refresh-token-filter.ts'
import { choosePlan, pageSql, type Plan } from '#store/refresh-token-page.ts'
import type { RefreshTokenRow } from '#store/refresh-token-row.ts'
import { countRefreshTokens, listFacets, searchRefreshTokens } from '#store/refresh-token-search.ts'
import type { RefreshTokenSort } from '#store/refresh-token-sort.ts'
import { seedClients, seedGrants, seedUsers } from '#test/support/seed-grants.ts'

import {
  clients,
  expectedIds,
  filters,
  grants,
  modelNow,
  sorts,
  statusOf,
  users,
} from './refresh-token-model.ts'

const now = modelNow
let db: WritableDb
beforeAll(() => {
  db = openWritable(':memory:')
  migrate(db)
  seedUsers(db, users)
  seedClients(db, clients)
})
beforeEach(() => void db.exec('DELETE FROM grants'))
afterAll(() => void db.close())

/** All pages of a search, joined. */
function searchAll(
  filter: RefreshTokenFilter,
  sort: RefreshTokenSort,
  limit: number,
): RefreshTokenRow[] {
  const rows: RefreshTokenRow[] = []
  let cursor: string | undefined
  for (let pages = 0; pages < 200; pages += 1) {
    const page = searchRefreshTokens(db, { filter, sort, cursor, limit, now })
    if (page.kind === 'refused') throw new Error(page.message)
    rows.push(...page.rows)
    if (page.nextCursor === null) return rows
    expect(page.rows).toHaveLength(limit)
    cursor = page.nextCursor
  }
  throw new Error('The pages have no end.')
}

test('any search finds what a plain filter finds, in order, without gap or repeat', () => {
  const plans = new Set<string>()
  fc.assert(
    fc.property(
      fc.array(grants, { maxLength: 30 }),
      filters,
      sorts,
      fc.integer({ min: 1, max: 7 }),
      (rows, filter, sort, limit) => {
        db.exec('DELETE FROM grants')
        const ids = seedGrants(db, rows)
        const kept = rows.map((row, index) => ({ ...row, id: ids[index] ?? 0 }))
        const statusById = new Map(kept.map((row) => [row.id, statusOf(row)]))
        const found = searchAll(filter, sort, limit)
        expect(found.map(({ grantId }) => grantId)).toEqual(expectedIds(kept, filter, sort))
        expect(countRefreshTokens(db, { filter, now })).toBe(found.length)
        for (const row of found) expect(row.status).toBe(statusById.get(row.grantId))
        plans.add(`${choosePlan(db, sort, conditionOf(filter, now))} ${sort.by}`)
      },
    ),
    { numRuns: 800 },
  )
  // Both ways of finding a page were taken for every sort that has both.
  for (const plan of ['walk issued', 'walk subject', 'walk client', 'scan issued', 'scan subject'])
    expect(plans).toContain(plan)
})

test('both plans give the same page, whichever is chosen', () => {
  fc.assert(
    fc.property(
      fc.array(grants, { maxLength: 40 }),
      filters,
      fc.constantFrom('issued', 'subject', 'client'),
      fc.constantFrom('ascending', 'descending'),
      (rows, filter, by, direction) => {
        db.exec('DELETE FROM grants')
        seedGrants(db, rows)
        const condition = conditionOf(filter, now)
        const page = (plan: Plan) =>
          db
            .prepare(pageSql(plan, condition, { by, direction }, undefined))
            .all({ ...condition.values, limit: 10 })
        expect(page('walk')).toEqual(page('scan'))
      },
    ),
    { numRuns: 300 },
  )
})

test('a cursor is good for its own sort alone', () => {
  seedGrants(db, fc.sample(grants, { seed: 1, numRuns: 60 }))
  const sort = { by: 'issued', direction: 'ascending' } as const
  const page = searchRefreshTokens(db, { filter: {}, sort, cursor: undefined, limit: 2, now })
  const cursor = page.kind === 'page' ? (page.nextCursor ?? '') : ''
  expect(cursor).not.toBe('')
  for (const other of [
    { by: 'uses', direction: 'ascending' },
    { by: 'issued', direction: 'descending' },
    { by: 'subject', direction: 'ascending' },
  ] as const)
    expect(
      searchRefreshTokens(db, { filter: {}, sort: other, cursor, limit: 2, now }),
    ).toMatchObject({ kind: 'refused', code: 'invalid_input', path: 'cursor' })
})

test('the longest names still fit into a cursor', () => {
  const name = '😀'.repeat(100)
  seedClients(db, [['long', name]])
  const row = fc.sample(grants, { seed: 1, numRuns: 1 })[0]
  if (!row) throw new Error('No sample.')
  const grant = { ...row, clientId: 'long', generation: 1, purgeAt: null }
  seedGrants(db, [grant, grant])
  const sort = { by: 'client', direction: 'ascending' } as const
  const first = searchRefreshTokens(db, { filter: {}, sort, cursor: undefined, limit: 1, now })
  if (first.kind === 'refused' || first.nextCursor === null) throw new Error('No second page.')
  expect(first.nextCursor.length).toBeLessThanOrEqual(500)
  const second = searchRefreshTokens(db, {
    filter: {},
    sort,
    cursor: first.nextCursor,
    limit: 1,
    now,
  })
  expect(second.kind === 'page' && second.rows.length).toBe(1)
})

test('the filter bar offers deleted clients and every scope in use', () => {
  const row = fc.sample(grants, { seed: 1, numRuns: 1 })[0]
  if (!row) throw new Error('No sample.')
  const kept = { ...row, generation: 1, purgeAt: null }
  seedGrants(db, [
    { ...kept, clientId: 'web', scope: 'openid write' },
    { ...kept, clientId: 'gone-client', scope: 'read openid' },
    { ...kept, clientId: 'app', scope: 'never', generation: 0 },
  ])
  expect(listFacets(db)).toEqual({
    clients: [
      { clientId: 'web', name: 'Shop' },
      { clientId: 'gone-client', name: null },
    ],
    scopes: ['openid', 'read', 'write'],
  })
})
