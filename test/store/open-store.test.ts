import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { openReadable, openWritable } from '#store/database.ts'
import { DataFolderInUseError } from '#store/files/folder-claim.ts'
import { openStore, type Store } from '#store/open-store.ts'

let root = ''
let folder = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'latchkey-store-'))
  folder = join(root, 'data')
})
afterEach(() => rmSync(root, { recursive: true }))

const fail = (error: Error): void => {
  throw error
}

async function write(store: Store, now: number): Promise<void> {
  await store.putSetting({ name: 'name', value: `at ${now}`, now })
}

/** Opens a store, writes, and closes it: a file that has lived. */
async function once(now = 100): Promise<string> {
  const store = openStore(folder, fail)
  await write(store, now)
  await store.close()
  return join(folder, 'latchkey.sqlite')
}

test('the writing connection is durable and strict after a write to a file opened again', async () => {
  const file = await once()
  const db = openWritable(file)
  db.exec(`UPDATE settings SET value = 'again' WHERE name = 'name'`)
  const pragma = (name: string): unknown => db.pragma(name, { simple: true })
  expect({
    journal_mode: pragma('journal_mode'),
    synchronous: pragma('synchronous'),
    foreign_keys: pragma('foreign_keys'),
    busy_timeout: pragma('busy_timeout'),
    secure_delete: pragma('secure_delete'),
    trusted_schema: pragma('trusted_schema'),
    cell_size_check: pragma('cell_size_check'),
  }).toEqual({
    journal_mode: 'wal',
    // FULL: under WAL the library's own default would lose acknowledged commits in a power cut.
    synchronous: 2,
    foreign_keys: 1,
    busy_timeout: 5000,
    secure_delete: 1,
    trusted_schema: 0,
    cell_size_check: 1,
  })
  db.close()
})

test('a reading connection refuses to write, by SQLite itself', async () => {
  const db = openReadable(await once(), 'by key')
  expect(() => db.exec(`DELETE FROM settings`)).toThrowError(/readonly/)
  expect(db.pragma('query_only', { simple: true })).toBe(1)
  expect(db.pragma('trusted_schema', { simple: true })).toBe(0)
  db.close()
})

test.skipIf(process.platform === 'win32')(
  'the folder is 0700 and every file in it 0600',
  async () => {
    const store = openStore(folder, fail)
    await write(store, 100)
    const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8)
    expect(mode(folder)).toBe('700')
    const files = readdirSync(folder)
    expect(files).toEqual(expect.arrayContaining(['latchkey.sqlite', 'latchkey.sqlite-wal']))
    expect(files.map((file) => [file, mode(join(folder, file))])).toEqual(
      files.map((file) => [file, '600']),
    )
    await store.close()
  },
)

describe('the claim on a folder', () => {
  test('a second opener is told who serves it, and the first goes on', async () => {
    const store = openStore(folder, fail)
    expect(() => openStore(folder, fail)).toThrowError(DataFolderInUseError)
    expect(() => openStore(folder, fail)).toThrowError(new RegExp(`Process ${process.pid} already`))
    await write(store, 100)
    await store.close()
  })

  test('ends with the store', async () => {
    await once()
    const store = openStore(folder, fail)
    expect(store.isNew).toBe(false)
    expect((await store.listSettings({})).get('name')).toBe('at 100')
    await store.close()
  })
})

test('the highest time that was written comes back, and an earlier write does not lower it', async () => {
  await once(5000)
  await once(300)
  const store = openStore(folder, fail)
  expect(store.seenUntil).toBe(5000)
  await store.close()
})

test('what was accepted before closing is written', async () => {
  const store = openStore(folder, fail)
  const writes = Array.from({ length: 50 }, (_, index) =>
    store.putSetting({ name: `n${index}`, value: 'x', now: 1 }),
  )
  const closed = store.close()
  await Promise.all(writes)
  await closed
  const again = openStore(folder, fail)
  expect((await again.listSettings({})).size).toBe(50)
  await again.close()
})

test('a call after closing is refused, not forgotten', async () => {
  const store = openStore(folder, fail)
  await store.close()
  await expect(write(store, 1)).rejects.toThrowError(/thread ended/)
})

test('the same operations run in memory, where each start is new', async () => {
  const store = openStore(':memory:', fail)
  await write(store, 100)
  expect((await store.listSettings({})).get('name')).toBe('at 100')
  expect(store).toMatchObject({ isNew: true, seenUntil: 0 })
  await store.close()
})
