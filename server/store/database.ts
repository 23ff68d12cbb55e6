import { chmodSync, existsSync } from 'node:fs'

import Database from 'better-sqlite3'

type Connection = InstanceType<typeof Database>

/** A connection that may only be read from: passing it to a write is a compile error. */
export type ReadableDb = Connection & { readonly readable: never }
/** The one connection that writes. */
export type WritableDb = ReadableDb & { readonly writable: never }

/** `LKEY`: marks a SQLite file as ours. */
export const applicationId = 0x4c4b4559

/** Opens the writing connection; creates the file with mode 0600. */
export function openWritable(file: string): WritableDb {
  const isNew = file !== ':memory:' && !existsSync(file)
  const db = new Database(file)
  if (isNew) chmodSync(file, 0o600)
  prepareConnection(db)
  // The brands exist for the compiler alone.
  return db as WritableDb
}

/**
 * Opens a connection that SQLite itself refuses to write through. One that scans reads pages where
 * they are mapped, 256 MiB at most, instead of copying them; one that reads by key does not: SQLite
 * maps the file anew after each commit, which costs more than the few pages of a row.
 */
export function openReadable(file: string, use: 'by key' | 'scans'): ReadableDb {
  const db = new Database(file, { readonly: true, fileMustExist: true })
  db.pragma('busy_timeout = 5000')
  db.pragma('trusted_schema = OFF')
  db.pragma('cell_size_check = ON')
  db.pragma('query_only = ON')
  if (use === 'scans') db.pragma('mmap_size = 268435456')
  db.pragma('cache_size = -65536')
  // The brands exist for the compiler alone.
  return db as ReadableDb
}

/** Opens a connection that writes nothing but the log into the file. */
export function openForFolding(file: string): Pick<WritableDb, 'pragma'> {
  const db = new Database(file, { fileMustExist: true })
  db.pragma('synchronous = FULL')
  db.pragma('busy_timeout = 0')
  return db
}

function prepareConnection(db: Connection): void {
  db.pragma('journal_mode = WAL')
  // The library is compiled to NORMAL under WAL, which loses acknowledged commits in a power cut.
  db.pragma('synchronous = FULL')
  // The log is folded into the file beside the writer (`folding.ts`). Should that fail, here it ends.
  db.pragma('wal_autocheckpoint = 16000')
  db.pragma('foreign_keys = ON')
  db.pragma('busy_timeout = 5000')
  db.pragma('secure_delete = ON')
  db.pragma('trusted_schema = OFF')
  db.pragma('cell_size_check = ON')
}

const prepared = new WeakMap<object, Map<string, Database.Statement>>()

/** The statement for this SQL on this connection, compiled once. */
export function prepare(db: ReadableDb, sql: string): Database.Statement {
  let statements = prepared.get(db)
  if (!statements) prepared.set(db, (statements = new Map()))
  let statement = statements.get(sql)
  if (!statement) statements.set(sql, (statement = db.prepare(sql)))
  return statement
}

/** Runs the work between BEGIN and COMMIT; what it throws rolls everything back. */
export function inTransaction<Value>(
  db: ReadableDb,
  begin: 'BEGIN' | 'BEGIN IMMEDIATE',
  work: () => Value,
): Value {
  prepare(db, begin).run()
  try {
    const value = work()
    prepare(db, 'COMMIT').run()
    return value
  } catch (error) {
    if (db.inTransaction) prepare(db, 'ROLLBACK').run()
    throw error
  }
}

/** Reads with several statements what one statement alone would see: one snapshot. */
export function inSnapshot<Value>(db: ReadableDb, work: () => Value): Value {
  return db.inTransaction ? work() : inTransaction(db, 'BEGIN', work)
}

/** One row or `undefined`; `Row` states the columns that the SQL lists. */
export function findRow<Row>(
  db: ReadableDb,
  sql: string,
  ...values: readonly unknown[]
): Row | undefined {
  // SQLite's columns are dynamic; the row type stands beside the query that lists them.
  return prepare(db, sql).get(...values) as Row | undefined
}

export function listRows<Row>(db: ReadableDb, sql: string, ...values: readonly unknown[]): Row[] {
  // As in findRow.
  return prepare(db, sql).all(...values) as Row[]
}

/** Runs a write and returns how many rows it changed. */
export function change(db: WritableDb, sql: string, ...values: readonly unknown[]): number {
  return prepare(db, sql).run(...values).changes
}

/** Runs an INSERT and returns the new row's id. */
export function insertRow(db: WritableDb, sql: string, ...values: readonly unknown[]): number {
  return Number(prepare(db, sql).run(...values).lastInsertRowid)
}
