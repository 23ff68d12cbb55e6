import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import Database from 'better-sqlite3'

/** Another process serves this data folder. */
export class DataFolderInUseError extends Error {
  override readonly name = 'DataFolderInUseError'
}

/**
 * Claims a data folder for this process. The claim is a lock of the operating system, held through
 * SQLite, so it ends with the process however that ends.
 * @throws DataFolderInUseError; any other error says that the folder cannot be written to
 */
export function claimFolder(folder: string): { release(): void } {
  const lock = new Database(join(folder, 'lock.sqlite'), { timeout: 0 })
  const pidFile = join(folder, 'pid')
  try {
    lock.pragma('journal_mode = DELETE')
    chmodSync(lock.name, 0o600)
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (!(error instanceof Database.SqliteError) || error.code !== 'SQLITE_BUSY') throw error
    throw new DataFolderInUseError(
      `Process ${readPid(pidFile)} already serves ${folder}. Stop it, or choose another folder with --data.`,
    )
  }
  writeFileSync(pidFile, String(process.pid), { mode: 0o600 })
  return { release: () => void lock.close() }
}

function readPid(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return 'of another program'
  }
}
