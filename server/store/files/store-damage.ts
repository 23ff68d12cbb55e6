import Database from 'better-sqlite3'

import { findBrokenReference } from '#store/migrations/migrate.ts'

import { sizeOf } from './durable-file.ts'
import { headerProblem, readHeader } from './store-header.ts'

type Connection = InstanceType<typeof Database>

/** Stores up to this size are read whole at each start: 3 ms of processor time a MiB. */
const wholeUpTo = 8 * 1024 * 1024

/** Without these no request is answered, and they stay small however many tokens there are. */
const vital = new Set([
  'settings',
  'store_time',
  'signing_keys',
  'clients',
  'client_secrets',
  'scopes',
])

/**
 * What is wrong with the store, or `undefined`; reads only. A store of up to 8 MiB is read whole.
 * Of a larger one, whose start must not wait for it: the header, its size, the schema, the tables
 * that every request needs, and both ends of every other table. Each backup reads all of it.
 */
export function findDamage(file: string): string | undefined {
  const size = sizeOf(file) + sizeOf(`${file}-wal`)
  return findHeaderDamage(file) ?? lookInto(file, size <= wholeUpTo ? checkWhole : checkEnds)
}

/** Everything SQLite can tell, indexes against rows included: seconds for a million rows. */
export function findAnyDamage(file: string): string | undefined {
  return findHeaderDamage(file) ?? lookInto(file, checkEverything)
}

function findHeaderDamage(file: string): string | undefined {
  // Where a crash has left a log, the file is behind it, and its header with it.
  return sizeOf(`${file}-wal`) > 0 ? undefined : headerProblem(file, readHeader(file))
}

function lookInto(file: string, look: (db: Connection) => string | undefined): string | undefined {
  let db: Connection | undefined
  try {
    db = new Database(file, { readonly: true, fileMustExist: true })
    db.pragma('trusted_schema = OFF')
    db.pragma('cell_size_check = ON')
    return look(db)
  } catch (error) {
    if (isDamage(error)) return error.message
    throw error
  } finally {
    db?.close()
  }
}

/** Whether SQLite has come upon something that no write of its own leaves. */
export function isDamage(error: unknown): error is Error {
  return error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code)
}

function checkWhole(db: Connection): string | undefined {
  return firstProblem(db, 'quick_check(1)')
}

function checkEverything(db: Connection): string | undefined {
  return firstProblem(db, 'integrity_check(1)') ?? findBrokenReference(db)
}

function checkEnds(db: Connection): string | undefined {
  for (const { name, wr } of listTables(db)) {
    const problem = vital.has(name) ? firstProblem(db, `quick_check(${name})`) : undefined
    if (problem !== undefined) return problem
    // A damaged page on the way to either end throws.
    db.prepare(`SELECT * FROM "${name}" LIMIT 1`).get()
    if (wr === 0) db.prepare(`SELECT * FROM "${name}" ORDER BY rowid DESC LIMIT 1`).get()
  }
  return undefined
}

function listTables(db: Connection): readonly { readonly name: string; readonly wr: number }[] {
  return (
    db
      .prepare(/* sql */ `SELECT name, wr FROM pragma_table_list
                    WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'`)
      // The two columns above.
      .all() as { readonly name: string; readonly wr: number }[]
  )
}

function firstProblem(db: Connection, check: string): string | undefined {
  const found = String(db.pragma(check, { simple: true }))
  return found === 'ok' ? undefined : found.replace('*** in database main ***\n', '')
}
