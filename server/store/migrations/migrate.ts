import { applicationId, type WritableDb } from '#store/database.ts'

import { initialSchema } from './0001-initial.ts'

/** One step a schema number, in order; the first makes schema 1. */
const steps: readonly string[] = [initialSchema]

export const schemaNumber = steps.length

/** The file was made by a later release, or is not ours: it is left untouched. */
export class ForeignStoreError extends Error {
  override readonly name = 'ForeignStoreError'
}

/** Refuses a file of a newer release or of another program, numbered or not; reads only. */
export function refuseForeignStore(db: WritableDb | Pick<WritableDb, 'pragma'>): void {
  const found = Number(db.pragma('user_version', { simple: true }))
  const application = Number(db.pragma('application_id', { simple: true }))
  const isEmpty = Number(db.pragma('schema_version', { simple: true })) === 0
  if (found === 0 && application === 0 && isEmpty) return
  if (application !== applicationId)
    throw new ForeignStoreError('This file is a SQLite database of another program.')
  if (found > schemaNumber)
    throw new ForeignStoreError(
      `This store has schema ${found}; this release of Latchkey knows ${schemaNumber}. ` +
        'Install a newer release, or restore a backup made by this one.',
    )
}

/** Brings the store to today's schema, each step in one transaction. */
export function migrate(db: WritableDb): void {
  refuseForeignStore(db)
  let current = Number(db.pragma('user_version', { simple: true }))
  for (const step of steps.slice(current)) {
    db.exec('BEGIN IMMEDIATE')
    try {
      db.exec(step)
      current += 1
      db.pragma(`user_version = ${current}`)
      db.pragma(`application_id = ${applicationId}`)
      db.exec('COMMIT')
    } catch (error) {
      db.exec('ROLLBACK')
      throw error
    }
  }
}
