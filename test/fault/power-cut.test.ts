import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, test } from 'vitest'

import { copyOf, seedFamilies, type SeededFolder } from '#test/fault/support/families.ts'
import { perForm, printFigures, rigTimeout } from '#test/fault/support/form.ts'
import { openDisk, type Fate } from '#test/fault/support/power-cut.ts'
import { launchScript } from '#test/fault/support/served.ts'
import { readStoreAfter } from '#test/fault/support/store-after.ts'
import {
  hasStrace,
  readSystemCalls,
  straceTo,
  type SystemCall,
} from '#test/fault/support/system-calls.ts'
import { seededRandom } from '#test/support/seed-grants.ts'

const cutPoints = perForm(40, 600)
const families = 4
/** Of each family; the second, until the product itself makes a checkpoint. */
const rotations = { often: perForm(60, 600), usual: perForm(60, 1200) }
const child = fileURLToPath(new URL('support/child/rotate.ts', import.meta.url))

/** The store's own file and its log. The index beside the log is made anew at every start. */
const storeFile = /^latchkey\.sqlite(-wal|-journal)?$/

const fates: readonly Fate[] = ['lost', 'some', 'torn', 'kept']

interface Cut {
  readonly acknowledged: number
  readonly synced: number
  /** Syncs of the store's own file. */
  readonly checkpoints: number
  /** Acknowledged rotations that a cut has taken back. */
  readonly lost: number
  /** Cuts after which SQLite cannot open the file, or finds fault with it. */
  readonly corrupt: number
}

/** Rotates under strace, and cuts the power at random points of what was written. */
async function cutPower(
  seeded: SeededFolder,
  rotations: number,
  preload: readonly string[],
): Promise<Cut> {
  using folder = temporaryFolder()
  const trace = join(folder.path, 'trace')
  const ids = [...readStoreAfter(seeded.data).generations.keys()].join(',')
  const before = readImage(seeded.data)
  const { ended, output } = launchScript(child, [seeded.data, ids, String(rotations)], {
    preload,
    under: straceTo(trace),
  })
  expect(await ended, output()).toBe(0)
  const calls = (await readSystemCalls(trace)).filter((call) => concerns(call, seeded.data))
  const image = join(folder.path, 'image')
  mkdirSync(image)
  return cutAt(before, calls, image)
}

function cutAt(
  before: ReadonlyMap<string, Buffer>,
  calls: readonly SystemCall[],
  image: string,
): Cut {
  const random = seededRandom(calls.length)
  const points = Array.from({ length: cutPoints }, () => Math.floor(random() * calls.length))
  points.sort((one, other) => one - other)
  const disk = openDisk(before)
  const acknowledged = new Map<number, number>()
  const found = { lost: 0, corrupt: 0, synced: 0, checkpoints: 0, acknowledged: 0 }
  let next = 0
  for (const [cut, point] of points.entries()) {
    for (; next < point; next += 1) {
      const call = calls[next]
      if (call) disk.follow(call)
      if (call?.kind === 'sync') {
        found.synced += 1
        found.checkpoints += Number(call.file.endsWith('.sqlite'))
      }
      if (call?.kind === 'printed') {
        remember(acknowledged, call.text)
        found.acknowledged += 1
      }
    }
    const { lost, isCorrupt } = lookAt(
      disk.cut(fates[cut % fates.length] ?? 'lost', random),
      acknowledged,
      image,
    )
    found.lost += lost
    found.corrupt += Number(isCorrupt)
  }
  return found
}

/** Opens what a cut has left, as the next start would. */
function lookAt(
  files: ReadonlyMap<string, Buffer>,
  acknowledged: ReadonlyMap<number, number>,
  image: string,
): { readonly lost: number; readonly isCorrupt: boolean } {
  rmSync(image, { recursive: true })
  mkdirSync(image)
  for (const [name, bytes] of files) writeFileSync(join(image, basename(name)), bytes)
  try {
    const { generations, integrity, forked } = readStoreAfter(image)
    const lost = [...acknowledged].filter(
      ([grantId, generation]) => (generations.get(grantId) ?? 0) < generation,
    )
    return { lost: lost.length, isCorrupt: integrity !== 'ok' || forked.length > 0 }
  } catch {
    return { lost: 0, isCorrupt: true }
  }
}

function remember(acknowledged: Map<number, number>, line: string): void {
  const [, grantId, generation] = /^ack (\d+) (\d+)\n$/.exec(line) ?? []
  acknowledged.set(Number(grantId), Number(generation))
}

function concerns(call: SystemCall, data: string): boolean {
  return call.kind === 'printed'
    ? call.text.startsWith('ack ')
    : dirname(call.file) === data && storeFile.test(basename(call.file))
}

function readImage(data: string): Map<string, Buffer> {
  const files = readdirSync(data).filter((name) => storeFile.test(name))
  return new Map(files.map((name) => [join(data, name), readFileSync(join(data, name))]))
}

function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'latchkey-cut-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) }
}

describe.skipIf(!hasStrace)(
  'power cut, replayed from system calls (needs strace)',
  { timeout: rigTimeout },
  () => {
    test('loses nothing acknowledged, and leaves a whole file', async () => {
      using seeded = await seedFamilies(families)
      using copy = copyOf(seeded)
      const often = await cutPower(seeded, rotations.often, ['early-checkpoint'])
      const usual = await cutPower(copy, rotations.usual, [])
      for (const [name, figures] of Object.entries({ often, usual })) {
        printFigures('power cut', { checkpointed: name, 'cut points': cutPoints, ...figures })
        expect(figures.acknowledged).toBeGreaterThan(families * rotations.often * 0.9)
        expect(figures).toMatchObject({ lost: 0, corrupt: 0 })
      }
      expect(often.checkpoints).toBeGreaterThan(1)
    })

    test('mutation: commits that are not synced are caught', async () => {
      using seeded = await seedFamilies(families)
      const figures = await cutPower(seeded, rotations.often, ['normal-sync'])
      printFigures('power cut, mutation', { 'cut points': cutPoints, ...figures })
      expect(figures.lost).toBeGreaterThan(0)
    })
  },
)
