import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { applicationId } from '#store/database.ts'
import { ForeignStoreError, schemaNumber } from '#store/migrations/migrate.ts'
import { openStore } from '#store/open-store.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-migrations-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const fail = (error: Error): void => {
  throw error
}

function writeForeign(pragmas: readonly string[]): string {
  const file = join(folder, 'latchkey.sqlite')
  const db = new Database(file)
  db.exec('CREATE TABLE theirs (value TEXT); INSERT INTO theirs VALUES (1)')
  for (const pragma of pragmas) db.pragma(pragma)
  db.close()
  return file
}

test.each([
  [
    'of a newer release',
    [`user_version = ${schemaNumber + 1}`, `application_id = ${applicationId}`],
    /newer release/,
  ],
  ['of another program', ['application_id = 252006675'], /another program/],
  ['of a program that numbers its schema', ['user_version = 1'], /another program/],
] as const)('a file %s is refused with every byte as it was', (_case, pragmas, sentence) => {
  const file = writeForeign(pragmas)
  const before = readFileSync(file)
  const { mtimeMs } = statSync(file)
  expect(() => openStore(folder, fail)).toThrowError(ForeignStoreError)
  expect(() => openStore(folder, fail)).toThrowError(sentence)
  expect(readFileSync(file).equals(before)).toBe(true)
  expect(statSync(file).mtimeMs).toBe(mtimeMs)
})

test('a database of another program that names neither number is refused, not taken over', () => {
  const file = writeForeign([])
  const before = readFileSync(file)
  expect(() => openStore(folder, fail)).toThrowError(ForeignStoreError)
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('a file that is no database is refused, and the folder is free again', async () => {
  const file = join(folder, 'latchkey.sqlite')
  writeFileSync(file, 'not a database, but long enough to be looked at '.repeat(40))
  const before = readFileSync(file)
  expect(() => openStore(folder, fail)).toThrowError()
  expect(readFileSync(file).equals(before)).toBe(true)
  rmSync(file)
  const store = openStore(folder, fail)
  expect(store.isNew).toBe(true)
  await store.close()
})
