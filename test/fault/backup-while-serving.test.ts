import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { verifyBackup } from '#store/files/backup-verification.ts'
import { appears } from '#test/fault/support/appears.ts'
import { backupsIn } from '#test/fault/support/backups-in.ts'
import { latchkey } from '#test/fault/support/command.ts'
import {
  generationOf,
  refreshTokenOf,
  seedFamilies,
  type SeededFolder,
} from '#test/fault/support/families.ts'
import { isLong, perForm, printFigures } from '#test/fault/support/form.ts'
import { seedBulk } from '#test/fault/support/large-store.ts'
import type { Mutation } from '#test/fault/support/mutation.ts'
import { serveOn, type Served } from '#test/fault/support/served.ts'
import { refresh, tokensOf } from '#test/support/relying-party.ts'

// Each test starts several processes.
vi.setConfig({ testTimeout: 120_000 })

const backups = perForm(2, 25)

let seeded: SeededFolder
/** The token of each family that its client holds, from one test to the next. */
let held: string[] = []

beforeAll(async () => {
  seeded = await seedFamilies(4)
  held = [...seeded.tokens]
  seedBulk(seeded.data, perForm(2000, 200_000))
})

afterAll(() => seeded[Symbol.dispose]())

/** Clients that refresh without a pause, each its own family. */
function keepRefreshing(served: Served) {
  const over = new AbortController()
  const latencies: number[] = []
  const run = async (index: number): Promise<void> => {
    while (!over.signal.aborted) {
      const started = performance.now()
      const answer = await refresh(served, held[index])
      latencies.push(performance.now() - started)
      held[index] = refreshTokenOf(tokensOf(answer))
    }
  }
  const clients = Promise.all(held.map((_, index) => run(index)))
  // A test that fails meanwhile ends the issuer, and says why by itself.
  void clients.catch(() => undefined)
  return {
    latencies,
    async stop(): Promise<void> {
      over.abort()
      await clients
    },
  }
}

/** Backs up under load, and counts the families of which a backup has lost or invented something. */
async function backUpUnderLoad(times: number) {
  const found = { backups: 0, acknowledged: 0, lost: 0, ahead: 0, bad: 0 }
  await using served = await serveOn(seeded.data)
  const clients = keepRefreshing(served)
  for (let round = 0; round < times; round += 1) {
    const before = held.map(generationOf)
    const { file } = await backUpOnce()
    // One more may be on its way to its client.
    const after = held.map((token) => generationOf(token) + 1)
    found.backups += 1
    found.lost += lostIn(file, before)
    found.ahead += generationsIn(file).filter((found, index) => found > (after[index] ?? 0)).length
    found.bad += Number(verifyBackup(file, `${file}.key`).kind !== 'good')
  }
  found.acknowledged = clients.latencies.length
  await clients.stop()
  return found
}

async function backUpOnce(mutation?: Mutation): Promise<{ readonly file: string }> {
  const known = new Set(backupsIn(seeded.data))
  const ended = await latchkey(['backup', '--data', seeded.data], { mutation })
  expect(ended).toMatchObject({ code: 0 })
  return { file: backupsIn(seeded.data).find((name) => !known.has(name)) ?? '' }
}

/** How many families have an older generation in a backup than was acknowledged. */
function lostIn(file: string, acknowledged: readonly number[]): number {
  const generations = generationsIn(file)
  return acknowledged.filter((generation, index) => (generations[index] ?? 0) < generation).length
}

function generationsIn(file: string): readonly number[] {
  const db = new Database(file, { readonly: true })
  const rows = db
    .prepare(
      `SELECT generation FROM grants WHERE client_id = 'web' AND subject = 'alice-id' ORDER BY id`,
    )
    .pluck()
    // One column of numbers.
    .all() as number[]
  db.close()
  return rows
}

function p99(latencies: readonly number[]): number {
  const sorted = latencies.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length * 0.99)] ?? 0
}

describe('a backup while tokens are issued', () => {
  test('has all that was acknowledged before it began, and verifies', async () => {
    const found = await backUpUnderLoad(backups)
    printFigures('backup while serving', found)
    expect(found).toMatchObject({ backups, lost: 0, ahead: 0, bad: 0 })
    expect(found.acknowledged).toBeGreaterThan(backups)
  }, 3_600_000)

  test('mutation: a backup without the log is caught', async () => {
    await using served = await serveOn(seeded.data)
    const clients = keepRefreshing(served)
    await appears(() => clients.latencies.length >= held.length, served.child)
    await clients.stop()
    const { file } = await backUpOnce({
      file: 'server/store/files/backup.ts',
      from: "db.prepare('VACUUM INTO ?').run(copy)",
      to: "process.getBuiltinModule('node:fs').copyFileSync(store, copy)",
    })
    expect(lostIn(file, held.map(generationOf))).toBeGreaterThan(0)
  })

  test.runIf(isLong)(
    'keeps the p99 of /token below twice what it is without',
    async () => {
      const ratios: number[] = []
      await using served = await serveOn(seeded.data)
      for (let round = 0; round < 7; round += 1) {
        const idle = keepRefreshing(served)
        // As long as a backup takes, on a store that is not backed up.
        await latchkey(['--version'])
        await latchkey(['--version'])
        await idle.stop()
        const busy = keepRefreshing(served)
        expect((await latchkey(['backup', '--data', seeded.data])).code).toBe(0)
        await busy.stop()
        ratios.push(p99(busy.latencies) / p99(idle.latencies))
      }
      const median = ratios.toSorted((one, other) => one - other)[3] ?? 0
      printFigures('/token while backed up', {
        rounds: ratios.length,
        'median p99 ratio': median.toFixed(2),
        'worst p99 ratio': Math.max(...ratios).toFixed(2),
      })
      expect(median).toBeLessThan(2)
    },
    600_000,
  )
})
