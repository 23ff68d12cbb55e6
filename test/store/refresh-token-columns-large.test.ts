import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { openReadable } from '#store/database.ts'
import { openStore, type Store } from '#store/open-store.ts'
import { countRefreshTokens, searchRefreshTokens } from '#store/refresh-token-search.ts'
import { benchNow, seedBusyIssuer } from '#test/bench/grid-data.ts'
import { gridFilters, gridSorts } from '#test/bench/grid-questions.ts'
import { openBeside } from '#test/support/seed-grants.ts'

// Columns of several blocks, in the store's own threads, against plain SQL beside them.

const grants = 6000
let folder = ''
let store: Store
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-columns-'))
  await openStore(folder, fail).close()
  seedBusyIssuer(folder, grants)
  spreadIds()
  store = openStore(folder, fail, 1000)
  while (!(await store.describeColumns({}))) continue
})
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

function fail(error: Error): never {
  throw error
}

/** With gaps between them the ids lie in several blocks. */
function spreadIds(): void {
  const db = openBeside(join(folder, 'latchkey.sqlite'))
  db.pragma('foreign_keys = OFF')
  db.exec(`UPDATE grants SET id = -id; UPDATE grants SET id = id * -17;
           UPDATE grant_history SET grant_id = grant_id * 17`)
  db.close()
}

const now = benchNow
const search = { cursor: undefined, limit: 40, now }

test('filters by sorts: the same pages and counts as plain SQL gives', async () => {
  const db = openReadable(join(folder, 'latchkey.sqlite'), 'scans')
  for (const [index, [name, filter]] of gridFilters.entries()) {
    expect([name, await store.countRefreshTokens({ filter, now })]).toEqual([
      name,
      countRefreshTokens(db, { filter, now }),
    ])
    // Every sort meets every third filter.
    for (const sort of gridSorts.filter((_, each) => each % 3 === index % 3)) {
      const first = searchRefreshTokens(db, { ...search, filter, sort })
      expect(await store.searchRefreshTokens({ ...search, filter, sort })).toEqual(first)
      const cursor = first.kind === 'page' ? (first.nextCursor ?? undefined) : undefined
      const second = { ...search, filter, sort, cursor }
      expect(await store.searchRefreshTokens(second)).toEqual(searchRefreshTokens(db, second))
    }
  }
  db.close()
})

test('the longest list of pages has no gap and no repeat', async () => {
  for (const by of ['lastUsed', 'subject', 'client'] as const) {
    const seen = new Set<number>()
    let cursor: string | undefined
    do {
      const sort = { by, direction: 'descending' } as const
      const page = await store.searchRefreshTokens({ filter: {}, sort, cursor, limit: 1500, now })
      if (page.kind === 'refused') throw new Error(page.message)
      for (const { grantId } of page.rows) seen.add(grantId)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(seen.size).toBe(grants)
  }
})

test('who has changed something finds it changed', async () => {
  const revoked = { filter: { status: ['revoked'] as const }, now }
  const sort = { by: 'issued', direction: 'descending' } as const
  const before = await store.countRefreshTokens(revoked)
  const page = await store.searchRefreshTokens({ ...search, filter: { status: ['active'] }, sort })
  if (page.kind === 'refused') throw new Error(page.message)
  for (const [index, { grantId }] of page.rows.entries()) {
    await store.revokeGrant({ grantId, by: 'tester', reason: 'a test', now })
    expect(await store.countRefreshTokens(revoked)).toBe(before + index + 1)
  }
  const after = await store.searchRefreshTokens({ ...search, filter: { status: ['active'] }, sort })
  expect(after.kind === 'page' && after.rows[0]?.grantId).not.toBe(page.rows[0]?.grantId)
})
