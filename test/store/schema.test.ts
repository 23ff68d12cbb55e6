import { readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import { findRow, listRows, openWritable, type ReadableDb } from '#store/database.ts'
import { migrate, schemaNumber } from '#store/migrations/migrate.ts'

/** Every object of the schema in the words that made it, by name. */
function schemaOf(db: ReadableDb): string {
  return listRows<{ sql: string }>(
    db,
    `SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name`,
  )
    .map(({ sql }) => `${sql};\n`)
    .join('\n')
}

test('the migrated schema is the one that schema.sql shows', async () => {
  const db = openWritable(':memory:')
  migrate(db)
  const file = new URL('./schema.sql', import.meta.url).pathname
  // `vitest -u` writes it anew after a migration: the difference is what a reviewer reads.
  await expect(schemaOf(db)).toMatchFileSnapshot(file)
  // On a fresh clone the snapshot must be there, or nothing was compared.
  expect(readFileSync(file, 'utf8')).toContain('CREATE TABLE grants')
  expect(db.pragma('user_version', { simple: true })).toBe(schemaNumber)
})

test('every table is STRICT, and migrating twice changes nothing', () => {
  const db = openWritable(':memory:')
  migrate(db)
  const before = schemaOf(db)
  migrate(db)
  expect(schemaOf(db)).toBe(before)
  const lax = listRows(
    db,
    `SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0
       AND type = 'table' AND name NOT LIKE 'sqlite_%'`,
  )
  expect(lax).toEqual([])
  expect(findRow<{ integrity_check: string }>(db, `PRAGMA integrity_check`)).toEqual({
    integrity_check: 'ok',
  })
})
