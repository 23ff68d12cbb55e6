import { existsSync, rmSync, writeFileSync } from 'node:fs'

import { keyFileOf, listBackups } from './backup-files.ts'
import { verifyBackup } from './backup-verification.ts'
import type { DataFolder } from './data-folder.ts'
import { findAnyDamage, findDamage } from './store-damage.ts'

/** The store's file is damaged: it is never started on, and keeps every byte. */
export class StoreDamagedError extends Error {
  override readonly name = 'StoreDamagedError'
}

/** @throws StoreDamagedError where the store may not be started on */
export function refuseDamaged(place: DataFolder): void {
  const isSuspect = existsSync(place.suspect)
  const problem = (isSuspect ? findAnyDamage : findDamage)(place.store)
  if (problem !== undefined) throw damagedStore(place, problem)
  if (isSuspect) rmSync(place.suspect)
}

/** Where damage was seen that a start may not see, the next start reads the whole store. */
export function markSuspect(place: DataFolder): void {
  writeFileSync(place.suspect, '', { mode: 0o600 })
}

/** Says what is wrong, that nothing was changed, and the way back. */
export function damagedStore(place: DataFolder, problem: string): StoreDamagedError {
  return new StoreDamagedError(
    `The store ${place.store} is damaged: ${problem}. Nothing in it was changed.\n${wayBack(place)}`,
  )
}

/** Names the newest backup that is good, after reading all of it. */
function wayBack(place: DataFolder): string {
  for (const file of listBackups(place)) {
    const found = verifyOrSkip(file)
    if (found?.kind !== 'good') continue
    const { clients, users, refreshTokens } = found.contents
    return (
      `The last good backup is ${file} (clients: ${clients}, users: ${users}, refresh tokens: ` +
      `${refreshTokens}). To go back to it, with the issuer stopped:\n` +
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
