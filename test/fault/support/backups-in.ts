import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Every name in a data folder's folder of backups. */
export function namesOfBackups(data: string): readonly string[] {
  const folder = join(data, 'backups')
  return existsSync(folder) ? readdirSync(folder).sort() : []
}

/** The backups that have their name: what an administrator would restore. */
export function backupsIn(data: string): readonly string[] {
  return namesOfBackups(data)
    .filter((name) => name.endsWith('.sqlite'))
    .map((name) => join(data, 'backups', name))
}
