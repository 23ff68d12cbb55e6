import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import type { DataFolder } from './data-folder.ts'
import { removeDatabase } from './durable-file.ts'

/** Of the backups that migrations make by themselves; those of a user are the user's. */
const automaticKept = 5

/** The key of a backup lies beside it, as the store's own does: whoever has both has the issuer. */
export function keyFileOf(backup: string): string {
  return `${backup}.key`
}

/** `20261125T031500Z`: sorts by time, and is a file name everywhere. */
export function timeStamp(time: Date): string {
  return time
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:]/g, '')
}

/** A name for a new backup in the data folder. */
export function newBackupFile({ backups }: DataFolder, prefix: string, time: Date): string {
  for (let again = 1; ; again += 1) {
    const suffix = again === 1 ? '' : `-${again}`
    const file = join(backups, `${prefix}-${timeStamp(time)}${suffix}.sqlite`)
    if (!existsSync(file) && !existsSync(`${file}.tmp`)) return file
  }
}

/** The backups in the data folder, the newest first; what a restore has set aside is none. */
export function listBackups({ backups }: DataFolder): readonly string[] {
  if (!existsSync(backups)) return []
  return readdirSync(backups)
    .map((name) => ({ name, made: /^(?:latchkey|v\d+)-(.+Z(?:-\d+)?)\.sqlite$/.exec(name)?.[1] }))
    .flatMap(({ name, made }) => (made === undefined ? [] : [{ name, made }]))
    .sort((one, other) => inOrder(other.made, one.made) || inOrder(other.name, one.name))
    .map(({ name }) => join(backups, name))
}

/** Two migrations of one second differ in their numbers. */
function inOrder(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true })
}

/** Removes what a backup that was killed has left: an unfinished file, or a key without its store. */
export function removeUnfinished({ backups }: DataFolder): void {
  if (!existsSync(backups)) return
  for (const name of readdirSync(backups)) {
    const isUnfinished = /\.sqlite\.(tmp(-journal|-wal|-shm)?|key\.tmp)$/.test(name)
    const isOrphanedKey =
      name.endsWith('.sqlite.key') && !existsSync(join(backups, name.slice(0, -'.key'.length)))
    if (isUnfinished || isOrphanedKey) rmSync(join(backups, name), { force: true })
  }
}

/** Keeps the last five backups that migrations have made. */
export function removeOldAutomatic(place: DataFolder): void {
  const automatic = listBackups(place).filter((file) => /[/\\]v\d+-[^/\\]+$/.test(file))
  for (const file of automatic.slice(automaticKept)) {
    removeDatabase(file)
    rmSync(keyFileOf(file), { force: true })
  }
}
