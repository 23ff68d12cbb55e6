import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { expect, test } from 'vitest'

import { openIssuer } from '#issuer'
import { restore } from '#store/files/backup-restore.ts'
import { prepareStoreFile } from '#store/files/store-file.ts'
import { schemaNumber } from '#store/migrations/migrate.ts'
import { runChild } from '#test/fault/support/command.ts'
import { printFigures } from '#test/fault/support/form.ts'
import { withStore } from '#test/fault/support/store-after.ts'
import { readRows, type Tables } from '#test/fixtures/table-rows.ts'
import { testClock } from '#test/support/issuer.ts'
import { refresh, tokensOf } from '#test/support/relying-party.ts'

const fixtures = fileURLToPath(new URL('../fixtures/db/', import.meta.url))

const makeDatabase = new URL('../fixtures/make-database.ts', import.meta.url)
const current = `v${schemaNumber}`

const releases = readdirSync(fixtures).flatMap((name) => /^v\d+(?=\.sqlite$)/.exec(name) ?? [])

/** What `make-database.ts` has written. */
interface Snapshot {
  readonly now: number
  readonly refreshToken: string
  readonly tables: Tables
}

function readSnapshot(folder: string, release: string): Snapshot {
  // As above.
  return JSON.parse(readFileSync(join(folder, `${release}.json`), 'utf8')) as Snapshot
}

function columnsOf({ tables }: Snapshot): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(tables).map(([name, [row]]) => [name, Object.keys(row ?? {})]),
  )
}

test('there is a fixture of this schema, with rows in every table', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-fixture-'))
  try {
    // It fails where a table stays empty.
    const made = await runChild(makeDatabase, [folder])
    expect(made).toEqual({ code: 0, stdout: '', stderr: '' })
    // Where they differ before the release: node test/fixtures/make-database.ts
    const [here, there] = [fixtures, folder].map((place) => readSnapshot(place, current))
    expect(here && columnsOf(here)).toEqual(there && columnsOf(there))
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test.each(releases)(
  'a backup of schema %s is restored and migrated with every row',
  async (name) => {
    const data = mkdtempSync(join(tmpdir(), 'latchkey-release-'))
    const { now, refreshToken, tables } = readSnapshot(fixtures, name)
    try {
      restore(join(fixtures, `${name}.sqlite`), data, new Date())
      expect(prepareStoreFile(data)).toEqual({ isNew: false })
      let rows = 0
      withStore(data, (db) => {
        for (const [table, expected] of Object.entries(tables)) {
          const columns = Object.keys(expected[0] ?? {}).join(', ')
          expect([table, readRows(db, table, columns)]).toEqual([table, expected])
          rows += expected.length
        }
      })
      printFigures(`released schema ${name}`, { tables: Object.keys(tables).length, rows })
      const issuer = await openIssuer({ data, port: 0, sample: false, clock: testClock(now + 60) })
      try {
        expect(tokensOf(await refresh(issuer, refreshToken)).refresh_token).toBeDefined()
      } finally {
        await issuer.close()
      }
    } finally {
      rmSync(data, { recursive: true })
    }
  },
)
