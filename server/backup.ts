import { constants, setPriority } from 'node:os'
import { resolve } from 'node:path'

import { newBackupFile, removeUnfinished } from '#store/files/backup-files.ts'
import { backUp, refuseMissingStore } from '#store/files/backup.ts'
import { dataFolder } from '#store/files/data-folder.ts'

import type { BackupOptions } from './config.ts'
import { countsOf } from './restore.ts'

/** `latchkey backup`: says what was saved, and where. */
export function backup({ data, to }: BackupOptions): string {
  // It gives way to the issuer.
  setPriority(constants.priority.PRIORITY_LOW)
  const place = dataFolder(resolve(data))
  refuseMissingStore(place)
  removeUnfinished(place)
  const file = to === undefined ? newBackupFile(place, 'latchkey', new Date()) : resolve(to)
  const made = backUp(place, file)
  const key =
    made.keyFile === undefined
      ? ''
      : `\nThe key that opens it is ${made.keyFile}. Keep both, and keep them safe: together they are the issuer.`
  return `Backed up ${countsOf(made.contents)} to ${made.file} (${sizeText(made.bytes)}), and verified it.${key}\n`
}

function sizeText(bytes: number): string {
  const inMegabytes = bytes / 1_000_000
  return inMegabytes < 1 ? `${Math.ceil(bytes / 1000)} kB` : `${inMegabytes.toFixed(1)} MB`
}
