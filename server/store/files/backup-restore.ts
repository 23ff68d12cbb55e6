import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { openWritable } from '#store/database.ts'

import { keyFileOf, newBackupFile } from './backup-files.ts'
import { verifyBackup, type BackupContents } from './backup-verification.ts'
import { BackupFailedError, StoreMissingError } from './backup.ts'
import { dataFolder, type DataFolder } from './data-folder.ts'
import {
  copyDurably,
  freeBytes,
  moveIfThere,
  removeDatabase,
  sizeOf,
  syncFile,
  syncFolder,
} from './durable-file.ts'
import { claimFolder } from './folder-claim.ts'
import { findDamage } from './store-damage.ts'

/** The backup cannot be restored; the store that is there was not touched. */
export class BackupDamagedError extends Error {
  override readonly name = 'BackupDamagedError'
}

export interface Restored {
  readonly contents: BackupContents
  /** Where the store that was there is kept; `undefined` where there was none. */
  readonly setAside: string | undefined
}

/**
 * Puts a backup in the place of a folder's store, which is kept. A verified copy is made first,
 * under a name that means "to be put in place": killed before that name is there, nothing has
 * happened; killed after it, the next start or restore finishes.
 * @throws StoreMissingError, BackupDamagedError, BackupFailedError, ForeignStoreError,
 *   DataFolderInUseError
 */
export function restore(backup: string, folder: string, now: Date): Restored {
  if (sizeOf(backup) === 0) throw new StoreMissingError(`There is no backup ${backup}.`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const claim = claimFolder(folder)
  try {
    const place = dataFolder(folder)
    finishRestore(place)
    const prepared = prepare(backup, place)
    const isThere = sizeOf(place.store) + sizeOf(place.wal) > 0
    const setAside = isThere ? newBackupFile(place, 'set-aside', now) : undefined
    renameSync(unfinishedIn(folder), stagedAs(folder, setAside))
    syncFolder(folder)
    finishRestore(place)
    const problem = findDamage(place.store)
    if (problem !== undefined)
      throw new BackupDamagedError(`${place.store} is damaged: ${problem}.`)
    return { contents: prepared, setAside }
  } finally {
    claim.release()
  }
}

const stagedPrefix = 'restoring-'

function unfinishedIn(folder: string): string {
  return join(folder, 'restoring.tmp')
}

/** The staged folder is named for where the present store goes, so that finishing needs no more. */
function stagedAs(folder: string, setAside: string | undefined): string {
  return join(folder, stagedPrefix + (setAside === undefined ? 'new' : nameOf(setAside)))
}

function nameOf(file: string): string {
  return file.slice(file.search(/[^/\\]+$/), -'.sqlite'.length)
}

/** Makes the verified copy; the backup itself is only read. */
function prepare(backup: string, place: DataFolder): BackupContents {
  const unfinished = unfinishedIn(place.folder)
  try {
    refuseWithoutSpace(backup, place)
    mkdirSync(unfinished, { mode: 0o700 })
    const copy = dataFolder(unfinished)
    copyDurably(backup, copy.store)
    // A store that was set aside, or copied by hand, may have a log of its own.
    if (sizeOf(`${backup}-wal`) > 0) copyDurably(`${backup}-wal`, copy.wal)
    const keyFile = [keyFileOf(backup), place.dataKey].find((file) => existsSync(file))
    if (keyFile !== undefined) copyDurably(keyFile, copy.dataKey)
    const found = verifyBackup(copy.store, copy.dataKey)
    if (found.kind !== 'good')
      throw new BackupDamagedError(
        `${backup} cannot be restored: ${found.problem}. The store in ${place.folder} was not touched.`,
      )
    foldLogIn(copy)
    syncFolder(unfinished)
    return found.contents
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    throw error
  }
}

function refuseWithoutSpace(backup: string, { folder }: DataFolder): void {
  const needed = sizeOf(backup) + sizeOf(`${backup}-wal`)
  const free = freeBytes(folder)
  if (free < needed)
    throw new BackupFailedError(
      `Nothing was restored: it needs ${needed} bytes and ${free} are free in ${folder}.`,
    )
}

/** One file that is complete by itself, with nothing beside it. */
function foldLogIn({ store }: DataFolder): void {
  const db = openWritable(store)
  try {
    db.pragma('journal_mode = DELETE')
  } finally {
    db.close()
  }
  syncFile(store)
}

/**
 * Finishes a restore that was cut short after its copy was ready; removes a copy that was not. Each
 * step may have happened already. The present store leaves before the copy comes, its log first: a
 * log beside a file that it does not belong to would be replayed into it.
 */
export function finishRestore(place: DataFolder): void {
  rmSync(unfinishedIn(place.folder), { recursive: true, force: true })
  const staged = readdirSync(place.folder).find((name) => name.startsWith(stagedPrefix))
  if (staged === undefined) return
  const from = dataFolder(join(place.folder, staged))
  if (existsSync(from.store)) {
    setAside(place, staged.slice(stagedPrefix.length))
    moveIfThere(from.dataKey, place.dataKey)
    renameSync(from.store, place.store)
    // What was wrong with the store that is gone.
    rmSync(place.suspect, { force: true })
    syncFolder(place.folder)
  }
  rmdirSync(from.folder)
  syncFolder(place.folder)
}

function setAside(place: DataFolder, name: string): void {
  rmSync(place.shm, { force: true })
  if (name === 'new') return removeDatabase(place.store)
  const kept = join(place.backups, `${name}.sqlite`)
  mkdirSync(place.backups, { recursive: true, mode: 0o700 })
  // Once: the second time the key that is there may already be the restored one.
  if (existsSync(place.dataKey) && !existsSync(keyFileOf(kept)))
    copyDurably(place.dataKey, keyFileOf(kept))
  if (sizeOf(place.wal) > 0) renameSync(place.wal, `${kept}-wal`)
  rmSync(place.wal, { force: true })
  moveIfThere(place.store, kept)
  syncFolder(place.backups)
  syncFolder(place.folder)
}
