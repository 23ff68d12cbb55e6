import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { keyFileOf } from '#store/files/backup-files.ts'
import { verifyBackup } from '#store/files/backup-verification.ts'
import { prepareStoreFile } from '#store/files/store-file.ts'
import { namesOfBackups } from '#test/fault/support/backups-in.ts'
import { latchkey } from '#test/fault/support/command.ts'
import {
  copyOf,
  newFamily,
  refreshTokenOf,
  seedFamilies,
  type SeededFolder,
} from '#test/fault/support/families.ts'
import { bytesAtRest, folderBytes } from '#test/fault/support/folder-bytes.ts'
import { perForm, printFigures } from '#test/fault/support/form.ts'
import type { Mutation } from '#test/fault/support/mutation.ts'
import { serveOn, type Served } from '#test/fault/support/served.ts'
import { withStore } from '#test/fault/support/store-after.ts'
import { refresh, tokensOf, type Answer } from '#test/support/relying-party.ts'
import { openUserAgent } from '#test/support/user-agent.ts'

// Each test starts several processes.
vi.setConfig({ testTimeout: 120_000 })

let seeded: SeededFolder
/** Of the seeded store, with three families at their first generation. */
let backup = ''

beforeAll(async () => {
  seeded = await seedFamilies(3)
  backup = join(seeded.data, 'saved.sqlite')
  expect((await latchkey(['backup', '--data', seeded.data, '--to', backup])).code).toBe(0)
})

afterAll(() => seeded[Symbol.dispose]())

const invalidGrant = { status: 400, body: { error: 'invalid_grant' } }

async function rotate(served: Served, token: string | undefined): Promise<string> {
  return refreshTokenOf(tokensOf(await refresh(served, token)))
}

function brief({ status, body }: Answer) {
  return { status, body: { error: body['error'] } }
}

describe('latchkey restore', () => {
  test('brings back every token of before the backup, and none of after', async () => {
    using copy = copyOf(seeded)
    const [first, second] = copy.tokens
    let after = ''
    let made = ''
    {
      await using served = await serveOn(copy.data)
      after = await rotate(served, second)
      made = await newFamily(served, openUserAgent(served.url))
      const before = bytesAtRest(copy.data)
      const refused = await latchkey(['restore', backup, '--data', copy.data])
      expect(refused).toMatchObject({ code: 75, stdout: '' })
      expect(refused.stderr).toContain(`Process ${served.pid}`)
      expect(bytesAtRest(copy.data)).toEqual(before)
    }
    const ended = await latchkey(['restore', backup, '--data', copy.data])
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(ended.stdout).toContain('3 refresh tokens')
    await using served = await serveOn(copy.data)
    expect(brief(await refresh(served, after))).toEqual(invalidGrant)
    expect(brief(await refresh(served, made))).toEqual(invalidGrant)
    await rotate(served, await rotate(served, first))
  })

  test('keeps the store that was there: restoring it goes back again', async () => {
    using copy = copyOf(seeded)
    let newest = ''
    {
      await using served = await serveOn(copy.data)
      newest = await rotate(served, copy.tokens[0])
      // Killed: what it has committed is in the log alone.
      served.kill('SIGKILL')
      await served.ended
    }
    expect((await latchkey(['restore', backup, '--data', copy.data])).code).toBe(0)
    const kept =
      namesOfBackups(copy.data).find((name) => /^set-aside-\w+\.sqlite$/.test(name)) ?? ''
    const again = ['restore', join(copy.data, 'backups', kept), '--data', copy.data]
    expect(await latchkey(again)).toMatchObject({ code: 0, stderr: '' })
    await using served = await serveOn(copy.data)
    await rotate(served, newest)
  })

  test('works on a folder that is not there yet: another machine', async () => {
    using copy = copyOf(seeded)
    rmSync(copy.data, { recursive: true })
    expect((await latchkey(['restore', backup, '--data', copy.data])).code).toBe(0)
    await using served = await serveOn(copy.data)
    await rotate(served, copy.tokens[2])
  })
})

/** A folder whose store and log are foreign: the log has a user of its own. */
function makeDirty(data: string): void {
  withStore(data, (db) => {
    db.pragma('wal_autocheckpoint = 0')
    db.exec(`
      INSERT INTO users (subject, username, name, email, email_verified, claims, password_hash,
                         disabled, created_at, version)
      VALUES ('mallory-id', 'mallory', '', '', 0, '{}', 'none', 0, 1, 1)`)
    cpSync(join(data, 'latchkey.sqlite-wal'), join(data, 'log'))
  })
  // As a crash leaves it; closed, it would have been folded in.
  cpSync(backup, join(data, 'latchkey.sqlite'))
  cpSync(join(data, 'log'), join(data, 'latchkey.sqlite-wal'))
  rmSync(join(data, 'log'))
}

/** How many rows of the foreign log are there after a restore, or what it has made of the store. */
async function restoreIntoDirty(mutation?: Mutation): Promise<number | string> {
  using copy = copyOf(seeded)
  makeDirty(copy.data)
  await latchkey(['restore', backup, '--data', copy.data], { mutation })
  return withStore(copy.data, (db) => {
    try {
      const foreign = `SELECT count(*) FROM users WHERE username = 'mallory'`
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
      return Number(db.prepare(foreign).pluck().get())
    } catch {
      return 'damaged'
    }
  })
}

describe('a folder with the log of another store', () => {
  test('has no row of it after a restore', async () => {
    const foreign = await restoreIntoDirty()
    printFigures('restore into a dirty folder', { 'foreign rows': foreign })
    expect(foreign).toBe(0)
  })

  test('mutation: a log that stays is caught', async () => {
    const mutation = {
      file: 'server/store/files/backup-restore.ts',
      from: /if \(sizeOf\(place\.wal\).*\n.*rmSync\(place\.wal.*\n/.exec(source)?.[0] ?? '',
      to: '',
    }
    expect(await restoreIntoDirty(mutation)).not.toBe(0)
  })
})

const source = readFileSync(
  new URL('../../server/store/files/backup-restore.ts', import.meta.url),
  'utf8',
)

/** Changes of the file system that a whole restore makes, and one more. */
const steps = 33

/** Kills restores before each of these steps; the next start is to find the old or the new. */
async function killRestores(points: readonly number[], mutation?: Mutation) {
  const found = { old: 0, new: 0, neither: 0, lost: 0, whole: 0 }
  for (const point of points) {
    using copy = copyOf(seeded)
    renameUsers(copy.data, 'newer')
    const { code } = await latchkey(['restore', backup, '--data', copy.data], {
      preload: ['kill-at-call'],
      env: { LATCHKEY_FAULT_KILL_AT: String(point) },
      mutation,
    })
    if (code === 0) found.whole += 1
    const outcome = nextStart(copy.data)
    expect(readdirSync(copy.data).filter((name) => name.startsWith('restoring'))).toEqual([])
    found[outcome] += 1
    if (outcome === 'new' && !keptIn(copy.data)) found.lost += 1
  }
  return found
}

/** What the next start finds. */
function nextStart(data: string): 'old' | 'new' | 'neither' {
  try {
    if (prepareStoreFile(data).isNew) return 'neither'
  } catch {
    return 'neither'
  }
  if (verifyBackup(join(data, 'latchkey.sqlite'), join(data, 'data.key')).kind !== 'good')
    return 'neither'
  return withStore(data, (db) => {
    const names = new Set(db.prepare(`SELECT name FROM users`).pluck().all())
    return names.has('newer') ? 'old' : 'new'
  })
}

function renameUsers(data: string, name: string): void {
  withStore(data, (db) => db.prepare(`UPDATE users SET name = ?`).run(name))
}

function keptIn(data: string): boolean {
  const kept = namesOfBackups(data).find((name) => /^set-aside-\w+\.sqlite$/.test(name))
  if (kept === undefined) return false
  const file = join(data, 'backups', kept)
  return verifyBackup(file, keyFileOf(file)).kind === 'good'
}

describe('a restore that is killed', () => {
  test('before any of its steps is undone or finished by the next start', async () => {
    const every = perForm(4, 1)
    const points = Array.from({ length: Math.ceil(steps / every) }, (_, index) => 1 + index * every)
    const found = await killRestores(points)
    printFigures('kill -9 at restore', { points: points.length, ...found })
    expect(found).toMatchObject({ neither: 0, lost: 0 })
    expect(found.old).toBeGreaterThan(0)
    expect(found.new).toBeGreaterThan(0)
  }, 600_000)

  test('mutation: a store that leaves before the copy is staged is caught', async () => {
    const stage = 'renameSync(unfinishedIn(folder), stagedAs(folder, setAside))'
    // The stage is the fourteenth change.
    const { neither } = await killRestores([14, 15, 16], {
      file: 'server/store/files/backup-restore.ts',
      from: stage,
      to: `renameSync(place.store, place.store + '.old'); ${stage}`,
    })
    expect(neither).toBe(1)
  }, 600_000)
})

describe('what cannot be restored leaves the store as it was', () => {
  type Spoil = (file: string) => void
  const spoilt: readonly (readonly [string, Spoil, number, string])[] = [
    ['missing', (file) => rmSync(file), 66, 'There is no backup'],
    [
      'cut short',
      (file) => writeFileSync(file, readFileSync(file).subarray(0, 8192)),
      65,
      'cannot be restored',
    ],
    ['no database', (file) => writeFileSync(file, 'nothing'), 65, 'the file is not a database'],
    [
      'another key',
      (file) => writeFileSync(keyFileOf(file), Buffer.alloc(32)),
      65,
      'is not the one',
    ],
    ['a newer release', (file) => setSchema(file, 99), 3, 'schema 99'],
  ]
  test.each(spoilt)('%s', async (_name, spoil, code, sentence) => {
    using copy = copyOf(seeded)
    const file = join(copy.data, 'spoilt.sqlite')
    cpSync(backup, file)
    cpSync(keyFileOf(backup), keyFileOf(file))
    spoil(file)
    const { pid, ...before } = folderBytes(copy.data)
    expect(pid).toBeDefined()
    const ended = await latchkey(['restore', file, '--data', copy.data])
    expect(ended).toMatchObject({ code, stdout: '' })
    expect(ended.stderr).toContain(sentence)
    expect(folderBytes(copy.data)).toMatchObject(before)
    expect(existsSync(join(copy.data, 'restoring.tmp'))).toBe(false)
  })
})

/** Writes the schema number where SQLite keeps it. */
function setSchema(file: string, number: number): void {
  const bytes = readFileSync(file)
  bytes.writeUInt32BE(number, 60)
  writeFileSync(file, bytes)
}
