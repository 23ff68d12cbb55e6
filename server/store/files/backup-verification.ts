import { existsSync, readFileSync } from 'node:fs'

import Database from 'better-sqlite3'

import {
  readStamp,
  refuseForeignStore,
  schemaNumber,
  type StoreStamp,
} from '#store/migrations/migrate.ts'

import { sizeOf } from './durable-file.ts'
import { opensSealed } from './sealed-rows.ts'
import { findAnyDamage } from './store-damage.ts'
import { isDatabase, parseHeader, readHeader } from './store-header.ts'

/** What a backup holds, in an administrator's words. */
export interface BackupContents {
  readonly schemaNumber: number
  readonly clients: number
  readonly users: number
  readonly refreshTokens: number
}

export type Verification =
  | { readonly kind: 'good'; readonly contents: BackupContents }
  | { readonly kind: 'damaged' | 'locked'; readonly problem: string }

/**
 * Opens a backup and reads all of it: whole, ours, and its key opens what is sealed in it.
 * @throws ForeignStoreError where it is of another program or of a newer release
 */
export function verifyBackup(
  file: string,
  keyFile: string | undefined,
  known = schemaNumber,
): Verification {
  const header = readHeader(file)
  // Whose it is comes first: what is wrong with another program's file is not ours to say.
  if (isDatabase(header) && sizeOf(`${file}-wal`) === 0)
    refuseForeignStore(parseHeader(header), known)
  const problem = findAnyDamage(file)
  if (problem !== undefined) return { kind: 'damaged', problem }
  const db = new Database(file, { readonly: true, fileMustExist: true })
  try {
    const stamp = readStamp(db)
    refuseForeignStore(stamp, known)
    if (stamp.isEmpty) return { kind: 'damaged', problem: 'it is empty' }
    if (!opensSealed(db, readKey(keyFile)))
      return {
        kind: 'locked',
        problem: keyFile
          ? `the key in ${keyFile} is not the one that its signing keys are sealed with`
          : 'the key that its signing keys are sealed with is missing',
      }
    return { kind: 'good', contents: readContents(db, stamp) }
  } finally {
    db.close()
  }
}

function readKey(keyFile: string | undefined): Uint8Array | undefined {
  return keyFile !== undefined && existsSync(keyFile) ? readFileSync(keyFile) : undefined
}

function readContents(db: Database.Database, { schemaNumber }: StoreStamp): BackupContents {
  const count = (sql: string): number => Number(db.prepare(sql).pluck().get())
  return {
    schemaNumber,
    clients: count(/* sql */ `SELECT count(*) FROM clients`),
    users: count(/* sql */ `SELECT count(*) FROM users`),
    refreshTokens: count(/* sql */ `SELECT count(*) FROM grants WHERE generation > 0`),
  }
}
