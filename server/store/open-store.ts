import { mkdirSync } from 'node:fs'

import { allocateTouchedRows } from '#store/columns/touched-rows.ts'
import { dataFolder } from '#store/files/data-folder.ts'
import { claimFolder } from '#store/files/folder-claim.ts'
import { prepareStoreFile } from '#store/files/store-file.ts'

import { cacheReads, type CachedReads } from './cached-reads.ts'
import { findRow, openReadable, openWritable, type WritableDb } from './database.ts'
import { commitTogether, read, readOnce, type Call, type Outcome } from './group-commit.ts'
import { migrate } from './migrations/migrate.ts'
import { changesRemembered, pointReads, rememberedReads, searches, writes } from './operations.ts'
import { storeError } from './store-error.ts'
import { keepThread, startThread } from './thread-caller.ts'

type Promised<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends (db: never, input: infer Input) => infer Value
    ? (input: Input) => Promise<Value>
    : never
}

/** Every operation of the store: whole transactions behind promises. */
export type Store = Promised<typeof rememberedReads> &
  Promised<typeof pointReads> &
  Promised<typeof searches> &
  Promised<typeof writes> & {
    /** The highest time that a write has seen before this start. */
    readonly seenUntil: number
    /** Whether the file was made by this start. */
    readonly isNew: boolean
    close(): Promise<void>
  }

/** A thread has ended by itself: the writer for good, a reader until the next search. */
type OnFailure = (error: Error, ending: 'final' | 'recovered') => void

/** From so many grants on, searches keep columns in memory: below, SQL's plans are fast enough. */
const manyGrants = 50_000

/**
 * Opens the store in a folder, or in memory. On disk, one thread writes and one searches; point
 * reads of the hot path use a connection of this thread. In memory there is one connection.
 * @throws DataFolderInUseError, ForeignStoreError, StoreDamagedError, BackupFailedError
 */
export function openStore(folder: string, onFailure: OnFailure, columnsFrom = manyGrants): Store {
  return folder === ':memory:' ? openInMemory() : openOnDisk(folder, onFailure, columnsFrom)
}

function openInMemory(): Store {
  const db = openWritable(':memory:')
  migrate(db)
  const remembered = cacheReads(db, rememberedReads)
  return assemble(
    { seenUntil: 0, isNew: true, close: () => Promise.resolve(void db.close()) },
    callsTo(rememberedReads, (call) => settle(remembered.read(call))),
    callsTo(pointReads, (call) => settle(readOnce(db, pointReads, call))),
    callsTo(searches, (call) => settle(read(db, searches, call))),
    writesBy((call) => settle(writeOn(db, call)), remembered),
  )
}

function openOnDisk(folder: string, onFailure: OnFailure, columnsFrom: number): Store {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const claim = claimFolder(folder)
  const file = dataFolder(folder).store
  try {
    const { isNew } = prepareStoreFile(folder)
    const points = openReadable(file, 'by key')
    const start = { file, touched: allocateTouchedRows(), columnsFrom }
    const writer = startThread({ ...start, role: 'writer' }, (error) => onFailure(error, 'final'))
    const reader = keepThread({ ...start, role: 'reader' }, (error) =>
      onFailure(error, 'recovered'),
    )
    const close = async (): Promise<void> => {
      // The writer last: SQLite folds the log in, and removes it, with the last connection.
      points.close()
      await reader.close()
      await writer.close()
      claim.release()
    }
    const remembered = cacheReads(points, rememberedReads)
    const seen = findRow<{ seen: number }>(points, /* sql */ `SELECT seen FROM store_time`)
    return assemble(
      { seenUntil: seen?.seen ?? 0, isNew, close },
      callsTo(rememberedReads, (call) => settle(remembered.read(call))),
      callsTo(pointReads, (call) => settle(readOnce(points, pointReads, call))),
      callsTo(searches, (call) => reader.call(call)),
      writesBy((call) => writer.call(call), remembered),
    )
  } catch (error) {
    claim.release()
    throw error
  }
}

type Calls = Record<string, (input: unknown) => Promise<unknown>>

function callsTo(table: object, call: (call: Call) => Promise<unknown>): Calls {
  return Object.fromEntries(
    Object.keys(table).map((operation) => [
      operation,
      (input: unknown) => call({ operation, input }),
    ]),
  )
}

function writeOn(db: WritableDb, call: Call): Outcome {
  const [outcome] = commitTogether(db, writes, [call])
  return outcome ?? { ok: false, message: 'No outcome.', code: undefined }
}

/** What a write may have changed is read anew before the write is answered, failed or not. */
function writesBy(write: (call: Call) => Promise<unknown>, remembered: CachedReads): Calls {
  return callsTo(writes, (call) =>
    changesRemembered(call) ? write(call).finally(() => remembered.forget()) : write(call),
  )
}

function settle(outcome: Outcome): Promise<unknown> {
  return outcome.ok
    ? Promise.resolve(outcome.value)
    : Promise.reject(storeError(outcome.message, outcome.code))
}

function assemble(own: Pick<Store, 'seenUntil' | 'isNew' | 'close'>, ...calls: Calls[]): Store {
  // Each table's names become methods of the same names: what `Promised` says.
  return Object.assign({}, ...calls, own) as Store
}
