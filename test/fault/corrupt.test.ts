import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { prepareStoreFile } from '#store/files/store-file.ts'
import { latchkey, runChild } from '#test/fault/support/command.ts'
import { digestOf, folderBytes } from '#test/fault/support/folder-bytes.ts'
import { perForm, printFigures } from '#test/fault/support/form.ts'
import { makeLargeStore } from '#test/fault/support/large-store.ts'
import type { Mutation } from '#test/fault/support/mutation.ts'
import { withStore } from '#test/fault/support/store-after.ts'
import { seededRandom } from '#test/support/seed-grants.ts'

// Each test starts several processes.
vi.setConfig({ testTimeout: 120_000 })

const checkStores = new URL('./support/child/check-stores.ts', import.meta.url)
const each = perForm(12, 100)
const pageBytes = 4096

let good: Awaited<ReturnType<typeof makeLargeStore>>
let bytes: Buffer

beforeAll(async () => {
  good = await makeLargeStore(2000)
  bytes = readFileSync(join(good.data, 'latchkey.sqlite'))
})

afterAll(() => good[Symbol.dispose]())

type Break = (store: Buffer, random: () => number) => Buffer

/** Ways a file is damaged; each returns other bytes than it was given. */
const kinds: Readonly<Record<string, Break>> = {
  'zeroed page': zeroPage,
  truncation: (store, random) => store.subarray(0, 1 + pick(store.length - 1, random)),
  'header of zeros': (store) => overwrite(store, 0, Buffer.alloc(100)),
  'header of noise': (store, random) => overwrite(store, 0, noise(100, random)),
  'one byte of the header': (store, random) => flip(store, pick(100, random), random),
  '512 bytes of noise': (store, random) =>
    overwrite(store, 512 * pick(store.length / 512, random), noise(512, random)),
  'one byte': (store, random) => flip(store, 100 + pick(store.length - 100, random), random),
}

/** What SQLite can see of these is all of it. The others may change a value, or free space. */
const alwaysSeen = new Set(['zeroed page', 'truncation', 'header of zeros', 'header of noise'])

function zeroPage(store: Buffer, random: () => number): Buffer {
  const page = pick(store.length / pageBytes, random)
  return overwrite(store, pageBytes * page, Buffer.alloc(pageBytes))
}

function pick(below: number, random: () => number): number {
  return Math.floor(random() * below)
}

function noise(length: number, random: () => number): Buffer {
  return Buffer.from(Array.from({ length }, () => pick(256, random)))
}

function overwrite(store: Buffer, offset: number, by: Buffer): Buffer {
  const broken = Buffer.from(store)
  by.copy(broken, offset)
  return broken
}

function flip(store: Buffer, offset: number, random: () => number): Buffer {
  const broken = Buffer.from(store)
  broken[offset] = (broken[offset] ?? 0) ^ (1 + pick(255, random))
  return broken
}

interface Found {
  readonly broken: number
  readonly refused: number
}

/** Breaks copies of a store in one way, each elsewhere, and starts on each of them. */
async function startOnBroken(kind: string, breakIt: Break, mutation?: Mutation): Promise<Found> {
  const root = mkdtempSync(join(tmpdir(), 'latchkey-corrupt-'))
  const random = seededRandom(6)
  const digests = new Map<string, string>()
  try {
    for (let index = 0; index < each; index += 1) {
      const broken = breakIt(bytes, random)
      // A page that was zeros already is none that was damaged.
      if (broken.equals(bytes)) continue
      const folder = join(root, `${index}`)
      mkdirSync(folder)
      const file = join(folder, 'latchkey.sqlite')
      writeFileSync(file, broken)
      digests.set(`${index}`, digestOf(file))
    }
    const { stdout, stderr } = await runChild(checkStores, [root], { mutation })
    expect(stderr).toBe('')
    // What the child prints.
    const outcomes = Object.entries(JSON.parse(stdout) as Record<string, string>)
    const refused = outcomes.filter(([, outcome]) => /^(StoreDamaged|ForeignStore)/.test(outcome))
    const others = outcomes.filter((one) => !refused.includes(one)).map(([, outcome]) => outcome)
    if (!mutation) expect(others.filter((outcome) => outcome !== 'started')).toEqual([])
    for (const [name] of refused)
      expect(digestOf(join(root, name, 'latchkey.sqlite'))).toBe(digests.get(name))
    const found = { broken: outcomes.length, refused: refused.length }
    printFigures(`corrupt, ${kind}${mutation ? ', mutation' : ''}`, found)
    return found
  } finally {
    rmSync(root, { recursive: true })
  }
}

describe('a damaged store', () => {
  test.each(Object.entries(kinds))(
    '%s: is never started on where it is seen, and keeps every byte',
    async (kind, breakIt) => {
      const { broken, refused } = await startOnBroken(kind, breakIt)
      expect(broken).toBeGreaterThan(each / 2)
      if (alwaysSeen.has(kind)) expect(refused).toBe(broken)
    },
  )

  test('mutation: a start that does not look is caught', async () => {
    const { broken, refused } = await startOnBroken('zeroed page', zeroPage, {
      file: 'server/store/files/store-damage.ts',
      from: "firstProblem(db, 'quick_check(1)')",
      to: 'undefined',
    })
    expect(refused).toBeLessThan(broken)
  })

  test('ends serve with 65, naming the last good backup and how to go back to it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-corrupt-'))
    try {
      const data = join(folder, 'data')
      cpSync(good.data, data, { recursive: true })
      expect((await latchkey(['backup', '--data', data])).code).toBe(0)
      const [backup = ''] = Object.keys(folderBytes(join(data, 'backups')))
      const file = join(data, 'backups', backup)
      // The newest backup is damaged too: it is not named.
      writeFileSync(file.replace(/-\d+T/, '-99990101T'), readFileSync(file).subarray(0, 8192))
      writeFileSync(join(data, 'latchkey.sqlite'), bytes.subarray(0, -pageBytes))
      // Whose process it was is written before the store is looked at.
      const { pid, ...before } = folderBytes(data)
      expect(pid).toBeDefined()
      const ended = await latchkey(['serve', '--data', data, '--port', '0', '--no-console'])
      expect(ended.code).toBe(65)
      expect(ended.stdout).toBe('')
      expect(ended.stderr).toContain(`The last good backup is ${file}`)
      expect(ended.stderr).toContain(`latchkey restore ${file} --data ${data}`)
      expect(folderBytes(data)).toMatchObject(before)
      expect((await latchkey(['restore', file, '--data', data])).code).toBe(0)
      expect((await latchkey(['backup', '--data', data])).stdout).toContain('2000 refresh tokens')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('that is too large to be read at each start is refused once a backup has read it', async () => {
    using large = await makeLargeStore(50_000)
    const file = join(large.data, 'latchkey.sqlite')
    const store = readFileSync(file)
    expect(store.length).toBeGreaterThan(8 * 1024 * 1024)
    const middle = pageBytes * Math.floor(store.length / pageBytes / 2)
    writeFileSync(file, overwrite(store, middle, Buffer.alloc(64 * pageBytes)))
    const broken = digestOf(file)
    for (const verb of [['backup'], ['serve', '--port', '0', '--no-console']]) {
      const ended = await latchkey([...verb, '--data', large.data])
      expect(ended).toMatchObject({ code: 65, stdout: '' })
      expect(ended.stderr).toContain('There is no good backup in')
    }
    expect(digestOf(file)).toBe(broken)
    writeFileSync(file, store)
    // Whole again, as after a restore: it is read whole once, and then not any more.
    prepareStoreFile(large.data)
    expect(Object.keys(folderBytes(large.data))).not.toContain('suspect')
  })

  test('whose index lacks a row is refused once a backup has seen it', async () => {
    using small = await makeLargeStore(100)
    withStore(small.data, (db) => {
      const index = `SELECT sql FROM sqlite_schema WHERE name = 'grants_by_client'`
      const sql = String(db.prepare<[], string>(index).pluck().get())
      db.unsafeMode(true)
      db.pragma('writable_schema = ON')
      const rename = db.prepare(`UPDATE sqlite_schema SET sql = ? WHERE name = 'grants_by_client'`)
      rename.run(`${sql} WHERE client_id = ''`)
      db.pragma('writable_schema = RESET')
      db.exec(`UPDATE grants SET client_id = 'elsewhere' WHERE id = 1`)
      db.pragma('writable_schema = ON')
      rename.run(sql)
      db.pragma('writable_schema = RESET')
    })
    // Each start reads pages, and no index against its rows.
    prepareStoreFile(small.data)
    expect(await latchkey(['backup', '--data', small.data])).toMatchObject({ code: 65 })
    expect(() => prepareStoreFile(small.data)).toThrowError(/grants_by_client/)
  })
})
