import { mkdirSync } from 'node:fs'

import Database from 'better-sqlite3'

import { openWritable } from '#store/database.ts'
import {
  migrate,
  migrations,
  readStamp,
  refuseForeignStore,
  type StoreStamp,
} from '#store/migrations/migrate.ts'

import { newBackupFile, removeOldAutomatic, removeUnfinished } from './backup-files.ts'
import { finishRestore } from './backup-restore.ts'
import { backUp } from './backup.ts'
import { damagedStore, refuseDamaged } from './damaged-store.ts'
import { dataFolder, type DataFolder } from './data-folder.ts'
import { sizeOf } from './durable-file.ts'
import { isDamage } from './store-damage.ts'
import { isDatabase, parseHeader, readHeader } from './store-header.ts'

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
  if (stamp.schemaNumber > 0 && stamp.schemaNumber < steps.length) refuseDamaged(place)
  return { isNew: stamp.schemaNumber === 0 }
}

const emptyStamp: StoreStamp = { schemaNumber: 0, applicationId: 0, isEmpty: true }

function look(place: DataFolder, known: number): StoreStamp {
  const stamp = stampOf(place)
  if (stamp === undefined) throw damagedStore(place, 'the file is not a database')
  refuseForeignStore(stamp, known)
  refuseDamaged(place)
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
    if (isDamage(error)) return undefined
    throw error
  }
}

function backUpBefore({ schemaNumber }: StoreStamp, place: DataFolder, known: number): void {
  removeUnfinished(place)
  backUp(place, newBackupFile(place, `v${schemaNumber}`, new Date()), known)
  removeOldAutomatic(place)
}
