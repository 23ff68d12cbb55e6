import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

import {
  findRow,
  openReadable,
  openWritable,
  type ReadableDb,
  type WritableDb,
} from './database.ts'
import { claimFolder } from './folder-claim.ts'
import { commitTogether, read, type Call, type OperationTable } from './group-commit.ts'
import { migrate, refuseForeignStore } from './migrations/migrate.ts'
import { pointReads, searches, writes } from './operations.ts'
import { storeError } from './store-error.ts'
import { startThread } from './thread-caller.ts'

type Promised<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends (db: never, input: infer Input) => infer Value
    ? (input: Input) => Promise<Value>
    : never
}

/** Every operation of the store: whole transactions behind promises. */
export type Store = Promised<typeof pointReads> &
  Promised<typeof searches> &
  Promised<typeof writes> & {
    /** The highest time that a write has seen before this start. */
    readonly seenUntil: number
    /** Whether the file was made by this start. */
    readonly isNew: boolean
    close(): Promise<void>
  }

/**
 * Opens the store in a folder, or in memory. On disk, one thread writes and one searches; point
 * reads of the hot path use a connection of this thread. In memory there is one connection.
 * @throws DataFolderInUseError, ForeignStoreError
 */
export function openStore(folder: string, onFailure: (error: Error) => void): Store {
  return folder === ':memory:' ? openInMemory() : openOnDisk(folder, onFailure)
}

function openInMemory(): Store {
  const db = openWritable(':memory:')
  migrate(db)
  return assemble(
    { seenUntil: 0, isNew: true, close: () => Promise.resolve(void db.close()) },
    readsOn(db, { ...pointReads, ...searches }),
    writesOn(db),
  )
}

function openOnDisk(folder: string, onFailure: (error: Error) => void): Store {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const claim = claimFolder(folder)
  const file = join(folder, 'latchkey.sqlite')
  try {
    const isNew = !existsSync(file)
    if (!isNew) refuseUntouched(file)
    prepareFile(file)
    const points = openReadable(file)
    const writer = startThread({ file, role: 'writer' }, onFailure)
    const reader = startThread({ file, role: 'reader' }, onFailure)
    const close = async (): Promise<void> => {
      await Promise.all([reader.close(), writer.close()])
      points.close()
      claim.release()
    }
    const seen = findRow<{ seen: number }>(points, /* sql */ `SELECT seen FROM store_time`)
    return assemble(
      { seenUntil: seen?.seen ?? 0, isNew, close },
      readsOn(points, pointReads),
      callsTo(searches, (call) => reader.call(call)),
      callsTo(writes, (call) => writer.call(call)),
    )
  } catch (error) {
    claim.release()
    throw error
  }
}

/** Looks at the file through a read-only connection: a newer file keeps every byte. */
function refuseUntouched(file: string): void {
  const db = openReadable(file)
  try {
    // Reads two pragmas.
    refuseForeignStore(db)
  } finally {
    db.close()
  }
}

function prepareFile(file: string): void {
  const db = openWritable(file)
  try {
    migrate(db)
  } finally {
    db.close()
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

function readsOn(db: ReadableDb, table: OperationTable<ReadableDb>): Calls {
  return callsTo(table, (call) => settle(read(db, table, call)))
}

function writesOn(db: WritableDb): Calls {
  return callsTo(writes, (call) => {
    const [outcome] = commitTogether(db, writes, [call])
    return settle(outcome ?? { ok: false, message: 'No outcome.', code: undefined })
  })
}

function settle(outcome: ReturnType<typeof read>): Promise<unknown> {
  return outcome.ok
    ? Promise.resolve(outcome.value)
    : Promise.reject(storeError(outcome.message, outcome.code))
}

function assemble(own: Pick<Store, 'seenUntil' | 'isNew' | 'close'>, ...calls: Calls[]): Store {
  // Each table's names become methods of the same names: what `Promised` says.
  return Object.assign({}, ...calls, own) as Store
}
