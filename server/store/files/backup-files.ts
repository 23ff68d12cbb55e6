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
function timeStamp(time: Date): string {
  return time
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:]/g, '')
}

/** A name for a new backup in the data folder, which nothing there begins with. */
export function newBackupFile({ backups }: DataFolder, prefix: string, time: Date): string {
  const taken = existsSync(backups) ? readdirSync(backups) : []
  for (let again = 1; ; again += 1) {
    const suffix = again === 1 ? '' : `-${again}`
    const name = `${prefix}-${timeStamp(time)}${suffix}.sqlite`
    if (!taken.some((other) => other.startsWith(name))) return join(backups, name)
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

/** Under this name a backup is being made; it says by which process. */
export function unfinishedFileOf(backup: string): string {
  return `${backup}.${process.pid}.tmp`
}

/** Removes what backups that were killed have left: unfinished files, and keys without a store. */
export function removeUnfinished({ backups }: DataFolder): void {
  if (!existsSync(backups)) return
  const names = readdirSync(backups)
  const alive = new Set<string>()
  for (const name of names) {
    const [, backup = '', maker] = /^(.+\.sqlite)\.(\d+)\.tmp(?:-\w+)?$/.exec(name) ?? []
    if (maker === undefined) continue
    if (isRunning(Number(maker))) alive.add(backup)
    else rmSync(join(backups, name), { force: true })
  }
  for (const name of names) {
    const [, backup] = /^(.+\.sqlite)\.key(?:\.tmp)?$/.exec(name) ?? []
    if (backup !== undefined && !names.includes(backup) && !alive.has(backup))
      rmSync(join(backups, name), { force: true })
  }
}

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0)
  } catch (error) {
    // Somebody else's runs too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
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
