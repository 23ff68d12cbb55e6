import { applicationId, type WritableDb } from '#store/database.ts'

import { initialSchema } from './0001-initial.ts'
import { wholeRecords } from './0002-whole-records.ts'
import { requestsOnce } from './0003-requests-once.ts'

/** One step a schema number, in order; the first makes schema 1. */
export const migrations: readonly string[] = [initialSchema, wholeRecords, requestsOnce]

export const schemaNumber = migrations.length

/** The file was made by a later release, or is not ours: it is left untouched. */
export class ForeignStoreError extends Error {
  override readonly name = 'ForeignStoreError'
}

export interface StoreStamp {
  readonly schemaNumber: number
  readonly applicationId: number
  /** Whether nothing was ever created in it. */
  readonly isEmpty: boolean
}

export function readStamp(db: Pick<WritableDb, 'pragma'>): StoreStamp {
  const read = (name: string): number => Number(db.pragma(name, { simple: true }))
  return {
    schemaNumber: read('user_version'),
    applicationId: read('application_id'),
    isEmpty: read('schema_version') === 0,
  }
}

/** Refuses a file of a newer release or of another program, numbered or not. */
export function refuseForeignStore(stamp: StoreStamp, known = schemaNumber): void {
  if (stamp.schemaNumber === 0 && stamp.applicationId === 0 && stamp.isEmpty) return
  if (stamp.applicationId !== applicationId)
    throw new ForeignStoreError('This file is a SQLite database of another program.')
  if (stamp.schemaNumber > known)
    throw new ForeignStoreError(
      `This store has schema ${stamp.schemaNumber}; this release of Latchkey knows ${known}. ` +
        'Install a newer release, or restore a backup made by this one.',
    )
}

/** Brings a store to today's schema: each step is one transaction, its number included. */
export function migrate(db: WritableDb, steps: readonly string[] = migrations): void {
  const stamp = readStamp(db)
  refuseForeignStore(stamp, steps.length)
  // A step that rebuilds a table drops the old one, and that must not delete what refers to it. The
  // references are checked before each commit instead (https://sqlite.org/lang_altertable.html §7).
  db.pragma('foreign_keys = OFF')
  for (const [index, step] of steps.entries())
    if (index >= stamp.schemaNumber) takeStep(db, step, index + 1)
  db.pragma('foreign_keys = ON')
}

function takeStep(db: WritableDb, step: string, number: number): void {
  db.exec('BEGIN IMMEDIATE')
  try {
    db.exec(step)
    const broken = findBrokenReference(db)
    if (broken !== undefined) throw new Error(`After schema ${number} ${broken}.`)
    db.pragma(`user_version = ${number}`)
    db.pragma(`application_id = ${applicationId}`)
    db.exec('COMMIT')
  } catch (error) {
    // A full disk rolls back by itself.
    if (db.inTransaction) db.exec('ROLLBACK')
    throw error
  }
}

/** Says whose row refers to one that is not there. */
export function findBrokenReference(db: Pick<WritableDb, 'prepare'>): string | undefined {
  const table = db
    .prepare(/* sql */ `SELECT "table" FROM pragma_foreign_key_check LIMIT 1`)
    .pluck()
    // The column above.
    .get() as string | undefined
  return table === undefined ? undefined : `a row of ${table} refers to one that is gone`
}
