import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { openStore, type Store } from '#store/open-store.ts'
import { StoreUnavailableError } from '#store/store-error.ts'

let folder: string
let store: Store
let threads: Worker[]
let failures: string[]
const now = 1_800_000_000

/** Node tells of every thread that it starts: the writer is the first, the reader the second. */
function remember(message: unknown): void {
  if (typeof message === 'object' && message !== null && 'worker' in message)
    if (message.worker instanceof Worker) threads.push(message.worker)
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-threads-'))
  threads = []
  failures = []
  subscribe('worker_threads', remember)
  store = openStore(folder, (error, ending) => failures.push(`${ending}: ${error.message}`))
})

afterEach(async () => {
  unsubscribe('worker_threads', remember)
  await store.close()
  rmSync(folder, { recursive: true })
})

function thread(index: number): Worker {
  const found = threads[index]
  if (!found) throw new Error(`There is no thread ${index}.`)
  return found
}

test('a reader that ends is said so, refuses what it was asked, and is there again', async () => {
  await store.countEverything({ now })
  const asked = Array.from({ length: 20 }, () => store.countEverything({ now }))
  const ended = thread(1).terminate()
  const answers = await Promise.allSettled(asked)
  await ended
  for (const answer of answers)
    if (answer.status === 'rejected') expect(answer.reason).toBeInstanceOf(StoreUnavailableError)
  expect(failures).toEqual([expect.stringMatching(/^recovered: .*reader thread/)])
  expect(await store.countEverything({ now })).toMatchObject({ users: 0 })
  expect(threads).toHaveLength(3)
})

test('a writer that ends is final: nobody waits for ever, and nothing more is taken', async () => {
  await store.putSetting({ name: 'kept', value: 'x', now })
  const asked = Array.from({ length: 20 }, (_, index) =>
    store.putSetting({ name: `n${index}`, value: 'x', now }),
  )
  const ended = thread(0).terminate()
  await Promise.allSettled(asked)
  await ended
  expect(failures).toEqual([expect.stringMatching(/^final: .*writer thread/)])
  const late = store.putSetting({ name: 'late', value: 'x', now })
  await expect(late).rejects.toBeInstanceOf(StoreUnavailableError)
  expect((await store.listSettings({})).get('kept')).toBe('x')
})
