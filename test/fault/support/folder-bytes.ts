import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Digest of each file in a folder and below, by name; `-shm` is SQLite's own memory, not content. */
export function folderBytes(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.endsWith('-shm') && statSync(join(folder, name)).isFile())
    .sort()
  return Object.fromEntries(names.map((name) => [name, digestOf(join(folder, name))]))
}

/** The same of a folder that is served: its log grows by itself. */
export function bytesAtRest(folder: string): Readonly<Record<string, string>> {
  const { 'latchkey.sqlite-wal': log, ...rest } = folderBytes(folder)
  if (log === undefined) throw new Error(`Nobody serves ${folder}.`)
  return rest
}

export function digestOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}
