import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { openWritable } from '#store/database.ts'
import { recordDecisions } from '#store/decisions.ts'
import { openStore, type Store } from '#store/open-store.ts'
import { StoreUnavailableError } from '#store/store-error.ts'
import { batchOf, decisionWith } from '#test/support/decisions.ts'

// Records that take many slices to read, in the store's own threads, right after a start.

const now = 1_800_000_000
const records = 30_000
let folder = ''
let store: Store
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-records-'))
  await openStore(folder, fail).close()
  const db = openWritable(join(folder, 'latchkey.sqlite'))
  const many = Array.from({ length: records }, (_, index) =>
    decisionWith({ at: now, clientId: index === 0 ? 'first' : 'web' }),
  )
  recordDecisions(db, batchOf(many, now))
  db.close()
  store = openStore(folder, fail)
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

function fail(error: Error): never {
  throw error
}

const page = { before: undefined, after: undefined, limit: 5 }
const refused = { outcomes: ['refused'] } as const

test('others are answered while a count waits for all records to be read', async () => {
  const answered: string[] = []
  const note = async (name: string, answer: Promise<unknown>): Promise<unknown> => {
    const value = await answer
    answered.push(name)
    return value
  }
  const sort = { by: 'issued', direction: 'descending' } as const
  const [count, oldest, newest, all] = await Promise.all([
    note('count', store.countDecisions({ filter: refused })),
    note('oldest', store.listDecisions({ ...page, filter: { clients: ['first'] } })),
    note('newest', store.listDecisions({ ...page, filter: refused })),
    note('all', store.listDecisions({ ...page, filter: {} })),
    note(
      'tokens',
      store.searchRefreshTokens({ filter: {}, sort, cursor: undefined, limit: 5, now }),
    ),
  ])
  expect(answered.slice(0, 3)).toEqual(['newest', 'all', 'tokens'])
  expect(count).toBe(records)
  expect(oldest).toMatchObject([{ id: 1 }])
  expect(newest).toHaveLength(5)
  expect(all).toEqual(newest)
})

test('each is told its own answer, though some are asked again', async () => {
  const ids = [1, 10_000, 20_000, 29_999]
  const lists = ids.map((id) =>
    store.listDecisions({
      ...page,
      filter: { clients: ['web', 'first'] },
      before: id + 1,
      limit: 1,
    }),
  )
  const found = await Promise.all(lists)
  expect(found.map((rows) => rows.map(({ id }) => id))).toEqual(ids.map((id) => [id]))
})

test('a question that waits when the store closes is refused', async () => {
  const asked = store.countDecisions({ filter: refused })
  const refusal = expect(asked).rejects.toBeInstanceOf(StoreUnavailableError)
  await store.close()
  await refusal
  store = openStore(folder, fail)
})
