import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { verifyBackup } from '#store/files/backup-verification.ts'
import { prepareStoreFile } from '#store/files/store-file.ts'
import { migrations, schemaNumber } from '#store/migrations/migrate.ts'
import { appears } from '#test/fault/support/appears.ts'
import { backupsIn, namesOfBackups } from '#test/fault/support/backups-in.ts'
import { latchkey, launchChild } from '#test/fault/support/command.ts'
import { folderBytes } from '#test/fault/support/folder-bytes.ts'
import { perForm, printFigures } from '#test/fault/support/form.ts'
import { makeLargeStore } from '#test/fault/support/large-store.ts'
import type { Mutation } from '#test/fault/support/mutation.ts'
import { nextSchema } from '#test/fault/support/next-schema.ts'
import { withStore } from '#test/fault/support/store-after.ts'
import { seededRandom } from '#test/support/seed-grants.ts'

// Each test starts several processes.
vi.setConfig({ testTimeout: 120_000 })

const migrateScript = new URL('./support/child/migrate.ts', import.meta.url)
const families = perForm(5000, 50_000)
const kills = perForm(4, 100)
const next = schemaNumber + 1

let root = ''
let old: Awaited<ReturnType<typeof makeLargeStore>>

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'latchkey-migration-'))
  old = await makeLargeStore(families)
})

afterAll(() => {
  old[Symbol.dispose]()
  rmSync(root, { recursive: true })
})

function copyOfOld(name: string): string {
  const data = join(root, name)
  cpSync(old.data, data, { recursive: true })
  return data
}

/** Which schema a store has, wholly; `between` where it has parts of two. */
function schemaOf(data: string): number | 'between' {
  return withStore(data, (db) => {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    const number = Number(db.pragma('user_version', { simple: true }))
    const count = (sql: string): number => Number(db.prepare(sql).pluck().get())
    const columns = count(`SELECT count(*) FROM pragma_table_info('grants') WHERE name = 'note'`)
    const tables = count(`SELECT count(*) FROM sqlite_schema WHERE name = 'grant_history_next'`)
    // Without a transaction a kill may fall between the drop of a table and its successor's name.
    const rowsIn = (table: string): number =>
      count(`SELECT count(*) FROM sqlite_schema WHERE name = '${table}'`) === 0
        ? 0
        : count(`SELECT count(*) FROM ${table}`)
    const rows = [rowsIn('grants'), rowsIn('grant_history')]
    const touched =
      columns === 1 ? count(`SELECT count(*) FROM grants WHERE note = 'migrated ' || id`) : 0
    const isWhole = tables === 0 && rows.every((found) => found === families)
    if (isWhole && number === schemaNumber && columns === 0) return number
    if (isWhole && number === next && touched === families) return number
    return 'between'
  })
}

interface Found {
  old: number
  new: number
  between: number
  backups: number
  badBackups: number
}

/** Kills migrations at random: every other one before its backup is there, the rest after it. */
async function killMigrations(times: number, mutation?: Mutation): Promise<Found> {
  const found: Found = { old: 0, new: 0, between: 0, backups: 0, badBackups: 0 }
  const random = seededRandom(7)
  const usual = await timeOfMigration(mutation)
  for (let round = 0; round < times; round += 1) {
    const data = copyOfOld(`killed-${round}`)
    const { child, ended, firstLine } = launchChild(migrateScript, [data], { mutation })
    await firstLine
    // Where a mutation breaks the steps, there is nothing to see before them.
    const isLate = mutation !== undefined || round % 2 === 1
    if (isLate) await appears(() => backupsIn(data).length > 0, child)
    const window = isLate ? usual.afterBackup : usual.untilBackup
    setTimeout(() => child.kill('SIGKILL'), window * random())
    await ended
    const schema = schemaOf(data)
    if (schema === 'between') found.between += 1
    else if (schema === next) found.new += 1
    else found.old += 1
    for (const file of backupsIn(data)) {
      const { kind } = verifyBackup(file, undefined)
      found.backups += 1
      found.badBackups += Number(kind !== 'good')
    }
    if (!mutation) finish(data)
    rmSync(data, { recursive: true })
    if (mutation && found.between > 0) break
  }
  return found
}

/** The next start migrates what was cut short, and leaves nothing unfinished. */
function finish(data: string): void {
  prepareStoreFile(data, [...migrations, nextSchema])
  expect(schemaOf(data)).toBe(next)
  expect(namesOfBackups(data).filter((name) => !name.endsWith('.sqlite'))).toEqual([])
}

/** Of one that nobody kills, in milliseconds. */
async function timeOfMigration(mutation?: Mutation) {
  const data = copyOfOld('unhurt')
  const { child, ended, firstLine } = launchChild(migrateScript, [data], { mutation })
  await firstLine
  const started = performance.now()
  await appears(() => backupsIn(data).length > 0, child)
  const backedUp = performance.now()
  await ended
  rmSync(data, { recursive: true })
  return { untilBackup: backedUp - started, afterBackup: performance.now() - backedUp }
}

describe('a migration', () => {
  test('is preceded by a verified backup, touches every row, and keeps the last five backups', () => {
    const data = copyOfOld('whole')
    expect(prepareStoreFile(data, [...migrations, nextSchema])).toEqual({ isNew: false })
    expect(schemaOf(data)).toBe(next)
    const [backup = '', ...more] = backupsIn(data)
    expect(more).toEqual([])
    expect(verifyBackup(backup, undefined)).toMatchObject({
      kind: 'good',
      contents: { schemaNumber, refreshTokens: families },
    })
    const step = (number: number): string => `CREATE TABLE step_${number} (id INTEGER) STRICT`
    const steps = [...migrations, nextSchema]
    while (steps.length < 9) {
      steps.push(step(steps.length + 1))
      prepareStoreFile(data, steps)
    }
    expect(backupsIn(data).map((file) => /v\d+-/.exec(file)?.[0])).toEqual(
      [4, 5, 6, 7, 8].map((number) => `v${number}-`),
    )
  })

  test('that fails leaves the old schema, and its backup', () => {
    const data = copyOfOld('failing')
    const failing = `${nextSchema}; INSERT INTO grant_history VALUES (0, -1, 1, 'issued', 1)`
    expect(() => prepareStoreFile(data, [...migrations, failing])).toThrowError(
      /a row of grant_history refers to one that is gone/,
    )
    expect(schemaOf(data)).toBe(schemaNumber)
    expect(backupsIn(data)).toHaveLength(1)
  })

  test('killed at any time leaves the old or the new, never between, and only good backups', async () => {
    const { between, badBackups, ...found } = await killMigrations(kills)
    printFigures('kill -9 at migration', { kills, families, between, badBackups, ...found })
    expect({ between, badBackups }).toEqual({ between: 0, badBackups: 0 })
    expect(found.old + found.new).toBe(kills)
  }, 3_600_000)

  test('mutation: steps without a transaction are caught', async () => {
    const { between } = await killMigrations(20, {
      file: 'server/store/migrations/migrate.ts',
      from: "db.exec('BEGIN IMMEDIATE')",
      to: '',
    })
    expect(between).toBeGreaterThan(0)
  }, 300_000)
})

describe('a store of a newer release, or of another program', () => {
  test.each([
    [
      'newer',
      `PRAGMA user_version = ${next}`,
      `schema ${next}; this release of Latchkey knows ${schemaNumber}`,
    ],
    ['foreign', 'PRAGMA application_id = 1', 'another program'],
  ])(
    '%s: serve and backup end with 3, and every byte is as it was',
    async (name, sql, sentence) => {
      const data = copyOfOld(name)
      const db = new Database(join(data, 'latchkey.sqlite'))
      db.exec(sql)
      db.close()
      const { pid, ...before } = folderBytes(data)
      expect(pid).toBeDefined()
      for (const verb of [['serve', '--port', '0', '--no-console'], ['backup']]) {
        const ended = await latchkey([...verb, '--data', data])
        expect(ended).toMatchObject({ code: 3, stdout: '' })
        expect(ended.stderr).toContain(sentence)
      }
      expect(folderBytes(data)).toMatchObject(before)
    },
  )
})
