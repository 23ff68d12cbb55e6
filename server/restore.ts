import { resolve } from 'node:path'

import { restore as restoreStore } from '#store/files/backup-restore.ts'
import type { BackupContents } from '#store/files/backup-verification.ts'

import type { RestoreOptions } from './config.ts'

/** `latchkey restore`: says what is there now, and where what was there is kept. */
export function restore({ file, data }: RestoreOptions): string {
  const folder = resolve(data)
  const { contents, setAside } = restoreStore(resolve(file), folder, new Date())
  const kept = setAside === undefined ? '' : `\nThe store that was there is kept: ${setAside}`
  return (
    `Restored ${countsOf(contents)} to ${folder}, and verified it.${kept}\n` +
    'Refresh tokens that were issued after the backup are refused from now on (invalid_grant).\n'
  )
}

export function countsOf({ clients, users, refreshTokens }: BackupContents): string {
  return `${counted(clients, 'client')}, ${counted(users, 'user')} and ${counted(refreshTokens, 'refresh token')}`
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
