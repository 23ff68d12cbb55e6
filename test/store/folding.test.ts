import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { openWritable, type WritableDb } from '#store/database.ts'
import { foldBeside, type Folding } from '#store/folding.ts'

let folder = ''
let db: WritableDb
let folding: Folding

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-folding-'))
  const file = join(folder, 'latchkey.sqlite')
  db = openWritable(file)
  db.exec('CREATE TABLE filling (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)')
  folding = foldBeside(db, file)
})

afterEach(async () => {
  await folding.close()
  db.close()
  rmSync(folder, { recursive: true })
})

/** One commit of so many pages, and what the writer does after it. */
function commitPages(pages: number): void {
  db.prepare('INSERT INTO filling (bytes) VALUES (zeroblob(?))').run(4096 * pages)
  folding.look()
}

function stateOfLog(): { readonly log: number; readonly checkpointed: number } {
  const [state] = db.pragma('wal_checkpoint(NOOP)') as { log: number; checkpointed: number }[]
  return state ?? { log: -1, checkpointed: -1 }
}

async function untilFolded(): Promise<void> {
  await vi.waitFor(() => expect(stateOfLog().checkpointed).toBe(stateOfLog().log), 20_000)
}

test('what is 2 MiB of log is folded into the file, and less is not', async () => {
  commitPages(400)
  await setTimeout(200)
  expect(stateOfLog().checkpointed).toBe(0)
  commitPages(200)
  await untilFolded()
})

test('the log begins anew while commits go on', async () => {
  // The thread has started, and does not do so while the log grows.
  commitPages(600)
  await untilFolded()
  let longest = 0
  for (let commits = 0; commits < 1500; commits += 1) {
    commitPages(10)
    longest = Math.max(longest, stateOfLog().log)
    // As the writer's thread does between two groups.
    await setTimeout(1)
  }
  // 15,000 pages and more were written; without a thread they were all in the log.
  expect(longest).toBeGreaterThan(1900)
  expect(longest).toBeLessThan(12_000)
  expect(db.prepare('SELECT count(*) AS count FROM filling').get()).toEqual({ count: 1501 })
})

test('where the thread cannot work it is said, and SQLite folds in the writer', async () => {
  await folding.close()
  folding = foldBeside(db, join(folder, 'not-there'))
  db.pragma('synchronous = OFF')
  const warned = once(process, 'warning')
  commitPages(600)
  const [warning] = (await warned) as [Error]
  expect(warning.message).toContain('unable to open database file')
  for (let commits = 0; commits < 20; commits += 1) commitPages(1000)
  expect(stateOfLog().log).toBeLessThan(17_000)
  // Nor is it tried again at each commit.
  let warnings = 0
  const count = (): void => void (warnings += 1)
  process.on('warning', count)
  for (let commits = 0; commits < 20; commits += 1) {
    commitPages(600)
    await setTimeout(20)
  }
  await setTimeout(300)
  process.off('warning', count)
  expect(warnings).toBe(0)
})
