import { join } from 'node:path'

/** What lies where in a data folder. */
export interface DataFolder {
  readonly folder: string
  readonly store: string
  /** What has been committed and is not yet in the store's file. */
  readonly wal: string
  readonly shm: string
  /** Seals the private keys in the store. */
  readonly dataKey: string
  readonly backups: string
  /** Is there where the store has to be read whole at the next start. */
  readonly suspect: string
}

export function dataFolder(folder: string): DataFolder {
  const store = join(folder, 'latchkey.sqlite')
  return {
    folder,
    store,
    wal: `${store}-wal`,
    shm: `${store}-shm`,
    dataKey: join(folder, 'data.key'),
    backups: join(folder, 'backups'),
    suspect: join(folder, 'suspect'),
  }
}
