import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { verifyBackup } from '#store/files/backup-verification.ts'
import { appears } from '#test/fault/support/appears.ts'
import { backupsIn, namesOfBackups } from '#test/fault/support/backups-in.ts'
import { latchkey, launchCommand } from '#test/fault/support/command.ts'
import { digestOf } from '#test/fault/support/folder-bytes.ts'
import { perForm, printFigures } from '#test/fault/support/form.ts'
import { makeLargeStore } from '#test/fault/support/large-store.ts'
import type { Mutation } from '#test/fault/support/mutation.ts'
import { smallDisks } from '#test/fault/support/small-disk.ts'
import { withStore } from '#test/fault/support/store-after.ts'
import { seededRandom } from '#test/support/seed-grants.ts'

// Each test starts several processes.
vi.setConfig({ testTimeout: 120_000 })

const families = perForm(5000, 50_000)
const kills = perForm(4, 100)

let root = ''
let large: Awaited<ReturnType<typeof makeLargeStore>>

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'latchkey-backup-'))
  large = await makeLargeStore(families)
  writeFileSync(join(large.data, 'data.key'), Buffer.alloc(32, 1), { mode: 0o600 })
})

afterAll(() => {
  large[Symbol.dispose]()
  rmSync(root, { recursive: true })
})

function copyOfLarge(name: string): string {
  const data = join(root, name)
  cpSync(large.data, data, { recursive: true })
  return data
}

/** Why a backup that has its name could not be restored. */
function problemOf(file: string): string | undefined {
  if (!existsSync(`${file}.key`)) return 'its key is missing'
  const found = verifyBackup(file, `${file}.key`)
  if (found.kind !== 'good') return found.problem
  return found.contents.refreshTokens === families ? undefined : 'rows are missing'
}

/** Kills backups at random from their first byte on. */
async function killBackups(times: number, mutation?: Mutation) {
  const found = { none: 0, whole: 0, half: 0 }
  const random = seededRandom(9)
  const usual = await timeOfBackup(mutation)
  const data = copyOfLarge('killed')
  const store = digestOf(join(data, 'latchkey.sqlite'))
  for (let round = 0; round < times; round += 1) {
    const before = new Set(namesOfBackups(data))
    const { child, ended } = launchCommand(['backup', '--data', data], { mutation })
    await appears(() => namesOfBackups(data).some((name) => !before.has(name)), child)
    setTimeout(() => child.kill('SIGKILL'), usual * random())
    await ended
    const made = backupsIn(data)
    found.whole += Number(made.length > 0)
    found.none += Number(made.length === 0)
    found.half += made.filter((file) => problemOf(file) !== undefined).length
    for (const file of made) rmSync(file)
    if (mutation && found.half > 0) break
  }
  expect(digestOf(join(data, 'latchkey.sqlite'))).toBe(store)
  if (!mutation) {
    // The next one that is not killed leaves itself alone.
    expect((await latchkey(['backup', '--data', data])).code).toBe(0)
    const [file = ''] = backupsIn(data)
    expect(problemOf(file)).toBeUndefined()
    expect(namesOfBackups(data)).toHaveLength(2)
  }
  rmSync(data, { recursive: true })
  return found
}

/** From its first byte to its end, in milliseconds. */
async function timeOfBackup(mutation?: Mutation): Promise<number> {
  const data = copyOfLarge('unhurt')
  const { child, ended } = launchCommand(['backup', '--data', data], { mutation })
  await appears(() => namesOfBackups(data).length > 0, child)
  const started = performance.now()
  expect(await ended).toBe(0)
  rmSync(data, { recursive: true })
  return performance.now() - started
}

describe('latchkey backup', () => {
  test('makes a whole copy with its key, for its owner alone, where it is told', async () => {
    const data = copyOfLarge('told')
    const file = join(root, 'told.sqlite')
    const ended = await latchkey(['backup', '--data', data, '--to', file])
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(ended.stdout).toContain(`1 client, 100 users and ${families} refresh tokens to ${file}`)
    expect(problemOf(file)).toBeUndefined()
    expect(readFileSync(`${file}.key`)).toEqual(readFileSync(join(data, 'data.key')))
    if (process.platform !== 'win32')
      for (const made of [file, `${file}.key`]) expect(statSync(made).mode & 0o777).toBe(0o600)
    const bytes = digestOf(file)
    const again = await latchkey(['backup', '--data', data, '--to', file])
    expect(again.code).toBe(73)
    expect(again.stderr).toContain(`${file} is there already`)
    expect(digestOf(file)).toBe(bytes)
  })

  test('killed at any time leaves a whole backup or none', async () => {
    const found = await killBackups(kills)
    printFigures('kill -9 at backup', { kills, families, ...found })
    expect(found.half).toBe(0)
    expect(found.whole + found.none).toBe(kills)
  }, 3_600_000)

  test('mutation: a backup that has its name before it is whole is caught', async () => {
    const { half } = await killBackups(20, {
      file: 'server/store/files/backup.ts',
      from: 'unfinishedFileOf(file)',
      to: 'file',
    })
    expect(half).toBeGreaterThan(0)
  }, 300_000)

  test('leaves a backup alone that another process makes meanwhile', async () => {
    const data = copyOfLarge('two')
    const first = launchCommand(['backup', '--data', data])
    await appears(() => namesOfBackups(data).length > 0, first.child)
    expect((await latchkey(['backup', '--data', data])).code).toBe(0)
    expect(await first.ended).toBe(0)
    expect(backupsIn(data).map(problemOf)).toEqual(backupsIn(data).map(() => undefined))
  })

  test.each([
    [['backup', '--port', '1'], /backup has no option --port/],
    [['backup', 'somewhere'], /no command "backup somewhere"/],
    [['restore'], /Which backup\?/],
    [['restore', 'file', '--to', 'elsewhere'], /restore has no option --to/],
    [['serve', '--to', 'file'], /serve has no option --to/],
  ])('a command that is not one: 64 (%j)', async (args, message) => {
    const ended = await latchkey(args)
    expect(ended).toMatchObject({ code: 64, stdout: '' })
    expect(ended.stderr).toMatch(message)
  })

  test('of a folder without a store says so, and makes nothing', async () => {
    const ended = await latchkey(['backup', '--data', join(root, 'nowhere')])
    expect(ended.code).toBe(66)
    expect(ended.stderr).toContain('There is no store in')
    expect(existsSync(join(root, 'nowhere'))).toBe(false)
  })

  test('of a store whose key is lost says so: nobody could use it', async () => {
    const data = copyOfLarge('lost')
    rmSync(join(data, 'data.key'))
    withStore(data, (db) =>
      db.exec(`INSERT INTO signing_keys VALUES ('kid', 'ES256', '{}', x'00', 1, NULL)`),
    )
    const ended = await latchkey(['backup', '--data', data])
    expect(ended.code).toBe(73)
    expect(ended.stderr).toContain('the key that its signing keys are sealed with is missing')
    expect(namesOfBackups(data)).toEqual([])
  })
})

const [fileSystem, limit] = smallDisks

describe.skipIf(!fileSystem?.isHere)('a disk without room for a backup', () => {
  test('is seen before anything is written; with room again it works', async () => {
    using disk = fileSystem?.open()
    using small = await makeLargeStore(500)
    if (!disk) return
    const data = join(disk.folder, 'data')
    cpSync(small.data, data, { recursive: true })
    disk.fill(0)
    const full = await latchkey(['backup', '--data', data])
    expect(full).toMatchObject({ code: 73, stdout: '' })
    expect(full.stderr).toContain('No backup was made, and nothing is left of one')
    expect(namesOfBackups(data)).toEqual([])
    disk.free(0)
    expect((await latchkey(['backup', '--data', data])).code).toBe(0)
  })
})

describe.skipIf(!limit?.isHere)('a disk that is full in the middle of a backup', () => {
  const backUp = (data: string, mutation?: Mutation) =>
    latchkey(['backup', '--data', data], { under: ['prlimit', '--fsize=400000'], mutation })

  test('leaves no half file, and says so', async () => {
    const data = copyOfLarge('limited')
    const ended = await backUp(data)
    expect(ended).toMatchObject({ code: 73, stdout: '' })
    expect(ended.stderr).toContain('No backup was made, and nothing is left of one')
    expect(namesOfBackups(data)).toEqual([])
  })

  test('mutation: a half file that stays is caught', async () => {
    const data = copyOfLarge('limited-mutation')
    await backUp(data, {
      file: 'server/store/files/backup.ts',
      from: 'removeDatabase(unfinished)',
      to: '',
    })
    expect(namesOfBackups(data)).not.toEqual([])
  })
})
