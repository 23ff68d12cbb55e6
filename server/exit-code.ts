import { BackupDamagedError } from '#store/files/backup-restore.ts'
import { BackupFailedError, StoreMissingError } from '#store/files/backup.ts'
import { StoreDamagedError } from '#store/files/damaged-store.ts'

import { UsageError } from './config.ts'
import { ConfigurationError } from './configuration-file.ts'
import { DataFolderInUseError, ForeignStoreError, PortTakenError } from './issuer.ts'

type ErrorClass = abstract new (...args: never[]) => Error

/** As in sysexits.h, so that whoever starts us can tell; `--help` lists them. */
const codes: readonly (readonly [number, ...ErrorClass[]])[] = [
  [3, ForeignStoreError],
  [64, UsageError],
  [65, StoreDamagedError, BackupDamagedError],
  [66, StoreMissingError],
  [73, BackupFailedError],
  [75, PortTakenError, DataFolderInUseError],
  [78, ConfigurationError],
]

/** 70 is a bug: nobody foresaw it. */
export function exitCodeOf(error: unknown): number {
  return codes.find(([, ...kinds]) => kinds.some((kind) => error instanceof kind))?.[0] ?? 70
}
