import { mkdirSync } from 'node:fs'

import Database from 'better-sqlite3'

import {
  keyFileOf,
  listBackups,
  newBackupFile,
  removeOldAutomatic,
  removeUnfinished,
} from './backup-files.ts'
import { finishRestore } from './backup-restore.ts'
import { verifyBackup } from './backup-verification.ts'
import { backUp } from './backup.ts'
import { dataFolder, type DataFolder } from './data-folder.ts'
import { openWritable } from './database.ts'
import { sizeOf } from './durable-file.ts'
import {
  migrate,
  migrations,
  readStamp,
  refuseForeignStore,
  type StoreStamp,
} from './migrations/migrate.ts'
import { findDamage } from './store-damage.ts'
import { isDatabase, parseHeader, readHeader } from './store-header.ts'

/** The store's file is damaged: it is never started on, and keeps every byte. */
export class StoreDamagedError extends Error {
  override readonly name = 'StoreDamagedError'
}

/**
 * Brings the store's file in a claimed folder to the state in which it may be opened. It is looked
 * at first: one that is damaged, newer or another program's is refused with every byte as it was.
 * An older one is backed up before it is migrated.
 * @throws ForeignStoreError, StoreDamagedError, BackupFailedError
 */
export function prepareStoreFile(folder: string, steps = migrations): { readonly isNew: boolean } {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const place = dataFolder(folder)
  finishRestore(place)
  const stamp = sizeOf(place.store) === 0 ? emptyStamp : look(place, steps.length)
  if (stamp.schemaNumber > 0 && stamp.schemaNumber < steps.length)
    backUpBefore(stamp, place, steps.length)
  const db = openWritable(place.store)
  try {
    migrate(db, steps)
  } finally {
    db.close()
  }
  if (stamp.schemaNumber > 0 && stamp.schemaNumber < steps.length)
    refuseDamaged(place, findDamage(place.store))
  return { isNew: stamp.schemaNumber === 0 }
}

const emptyStamp: StoreStamp = { schemaNumber: 0, applicationId: 0, isEmpty: true }

function look(place: DataFolder, known: number): StoreStamp {
  const stamp = stampOf(place)
  if (stamp === undefined) return refuseDamaged(place, 'the file is not a database') ?? emptyStamp
  refuseForeignStore(stamp, known)
  refuseDamaged(place, findDamage(place.store))
  return stamp
}

/** From the file's first bytes, or, where a crash has left a log, from what that makes of them. */
function stampOf({ store, wal }: DataFolder): StoreStamp | undefined {
  const header = readHeader(store)
  if (sizeOf(wal) === 0) return isDatabase(header) ? parseHeader(header) : undefined
  try {
    const db = new Database(store, { readonly: true, fileMustExist: true })
    try {
      return readStamp(db)
    } finally {
      db.close()
    }
  } catch (error) {
    if (error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code))
      return undefined
    throw error
  }
}

function backUpBefore({ schemaNumber }: StoreStamp, place: DataFolder, known: number): void {
  removeUnfinished(place)
  backUp(place, newBackupFile(place, `v${schemaNumber}`, new Date()), known)
  removeOldAutomatic(place)
}

function refuseDamaged(place: DataFolder, problem: string | undefined): undefined {
  if (problem === undefined) return
  throw new StoreDamagedError(
    `The store ${place.store} is damaged: ${problem}. It was not opened, and nothing in it was ` +
      `changed.\n${wayBack(place)}`,
  )
}

/** Names the newest backup that is good, after reading all of it. */
function wayBack(place: DataFolder): string {
  for (const file of listBackups(place)) {
    const found = verifyOrSkip(file)
    if (found?.kind !== 'good') continue
    const { clients, users, refreshTokens } = found.contents
    return (
      `The last good backup is ${file} (${clients} clients, ${users} users, ${refreshTokens} ` +
      `refresh tokens). To go back to it:\n` +
      `  latchkey restore ${quoted(file)} --data ${quoted(place.folder)}`
    )
  }
  return (
    `There is no good backup in ${place.backups}. If you have one elsewhere:\n` +
    `  latchkey restore FILE --data ${quoted(place.folder)}`
  )
}

function verifyOrSkip(file: string): ReturnType<typeof verifyBackup> | undefined {
  try {
    return verifyBackup(file, keyFileOf(file))
  } catch {
    // Of another program, or unreadable: not one to name.
    return undefined
  }
}

function quoted(path: string): string {
  return /^[\w./:\\-]+$/.test(path) ? path : `"${path}"`
}
