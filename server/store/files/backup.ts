import { closeSync, existsSync, mkdirSync, openSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'

import Database from 'better-sqlite3'

import { schemaNumber } from '#store/migrations/migrate.ts'

import { keyFileOf, unfinishedFileOf } from './backup-files.ts'
import { verifyBackup, type BackupContents } from './backup-verification.ts'
import { damagedStore, markSuspect } from './damaged-store.ts'
import type { DataFolder } from './data-folder.ts'
import { copyDurably, freeBytes, publishFile, removeDatabase, sizeOf } from './durable-file.ts'
import { isDamage } from './store-damage.ts'

/** There is nothing at the place that was named. */
export class StoreMissingError extends Error {
  override readonly name = 'StoreMissingError'
}

/** No backup was made, and nothing of one is left. */
export class BackupFailedError extends Error {
  override readonly name = 'BackupFailedError'
}

export interface Backup {
  readonly file: string
  /** Where a data key had to go with it. */
  readonly keyFile: string | undefined
  readonly bytes: number
  readonly contents: BackupContents
}

/**
 * Copies a store as it stands at one moment, while it is served or not, with its data key beside
 * it. Under its name a backup is whole, verified and on the disk, or it is not there.
 * @throws StoreMissingError, BackupFailedError, ForeignStoreError, StoreDamagedError
 */
export function backUp(place: DataFolder, file: string, known = schemaNumber): Backup {
  if (sizeOf(place.store) === 0)
    throw new StoreMissingError(`There is no store in ${place.folder}.`)
  const keyFile = existsSync(place.dataKey) ? keyFileOf(file) : undefined
  for (const taken of [file, keyFileOf(file)])
    if (existsSync(taken)) throw new BackupFailedError(`${taken} is there already.`)
  const unfinished = unfinishedFileOf(file)
  try {
    if (dirname(file) === place.backups) mkdirSync(place.backups, { recursive: true, mode: 0o700 })
    refuseWithoutSpace(place, dirname(file))
    copyStore(place.store, unfinished)
    const found = verifyBackup(unfinished, keyFile && place.dataKey, known)
    if (found.kind !== 'good')
      throw found.kind === 'damaged'
        ? foundDamage(place, found.problem)
        : new BackupFailedError(found.problem)
    // The key first: a backup that has its name has its key.
    if (keyFile !== undefined) copyDurably(place.dataKey, keyFile)
    publishFile(unfinished, file)
    return { file, keyFile, bytes: sizeOf(file), contents: found.contents }
  } catch (error) {
    removeDatabase(unfinished)
    if (keyFile !== undefined)
      for (const left of [keyFile, `${keyFile}.tmp`]) rmSync(left, { force: true })
    throw failure(place, file, error)
  }
}

/** @throws StoreMissingError */
export function refuseMissingStore({ store, folder }: DataFolder): void {
  if (sizeOf(store) === 0) throw new StoreMissingError(`There is no store in ${folder}.`)
}

function refuseWithoutSpace({ store, wal }: DataFolder, folder: string): void {
  const needed = sizeOf(store) + sizeOf(wal)
  const free = freeBytes(folder)
  if (free < needed)
    throw new BackupFailedError(`it needs up to ${needed} bytes and ${free} are free in ${folder}`)
}

/** One read transaction, which holds up no writer; the copy has no log beside it. */
function copyStore(store: string, copy: string): void {
  // Made here, so that it is its owner's alone from the first byte.
  closeSync(openSync(copy, 'wx', 0o600))
  const db = new Database(store, { readonly: true, fileMustExist: true })
  try {
    db.pragma('trusted_schema = OFF')
    db.prepare('VACUUM INTO ?').run(copy)
  } finally {
    db.close()
  }
}

function failure(place: DataFolder, file: string, error: unknown): unknown {
  if (isDamage(error)) return foundDamage(place, error.message)
  const isOfSystem = error instanceof Error && 'code' in error
  if (!isOfSystem && !(error instanceof BackupFailedError)) return error
  return new BackupFailedError(
    `No backup was made, and nothing is left of one at ${file}: ${error.message}`,
    { cause: error },
  )
}

/** The copy was made from the store that is there: what is wrong with it is wrong with that. */
function foundDamage(place: DataFolder, problem: string): Error {
  markSuspect(place)
  return damagedStore(place, problem)
}
