import type { ReadableDb, WritableDb } from './database.ts'
import { change } from './database.ts'

/** One operation on its way to a connection: its name in the table, and its input. */
export interface Call {
  readonly operation: string
  readonly input: unknown
}

/** How it ended. A failure travels between threads, so it is plain data. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string; readonly code: string | undefined }

export type OperationTable<Db> = Readonly<Record<string, (db: Db, input: never) => unknown>>

/** Runs a read; it sees one snapshot, because it is one transaction. */
export function read(db: ReadableDb, table: OperationTable<ReadableDb>, call: Call): Outcome {
  return attempt(() => db.transaction(() => run(db, table, call))())
}

/**
 * Runs all waiting writes in one transaction, a savepoint each, and answers after the commit: one
 * fsync for all of them, and a failing operation fails alone.
 */
export function commitTogether(
  db: WritableDb,
  table: OperationTable<WritableDb>,
  calls: readonly Call[],
): readonly Outcome[] {
  const committed = attempt(() =>
    db
      .transaction(() => {
        const outcomes = calls.map((call) => {
          const outcome = writeOne(db, table, call)
          // A full disk rolls the whole transaction back by itself: then nothing here happened, and
          // the next operation would commit on its own.
          if (!db.inTransaction) throw lostTransaction(outcome)
          return outcome
        })
        rememberTime(db, calls)
        return outcomes
      })
      .immediate(),
  )
  // The value is what the transaction above returned.
  return committed.ok ? (committed.value as Outcome[]) : calls.map(() => committed)
}

/** Why the transaction is gone: its code tells a full disk from a bug. */
function lostTransaction(outcome: Outcome): Error {
  const cause = outcome.ok ? { message: 'unknown', code: undefined } : outcome
  const error = new Error(`The transaction was rolled back: ${cause.message}`)
  return cause.code === undefined ? error : Object.assign(error, { code: cause.code })
}

function writeOne(db: WritableDb, table: OperationTable<WritableDb>, call: Call): Outcome {
  return attempt(() => db.transaction(() => run(db, table, call))())
}

function run<Db>(db: Db, table: OperationTable<Db>, { operation, input }: Call): unknown {
  const found = table[operation]
  if (!found) throw new Error(`No operation ${operation}.`)
  // Callers reach operations through `Store`, whose types pair each name with its input.
  return found(db, input as never)
}

function attempt(work: () => unknown): Outcome {
  try {
    return { ok: true, value: work() }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
    return { ok: false, message: error instanceof Error ? error.message : String(error), code }
  }
}

function rememberTime(db: WritableDb, calls: readonly Call[]): void {
  const seen = Math.max(0, ...calls.map(({ input }) => timeOf(input)))
  change(db, /* sql */ `UPDATE store_time SET seen = ? WHERE id = 1 AND seen < ?`, seen, seen)
}

function timeOf(input: unknown): number {
  return typeof input === 'object' && input !== null && 'now' in input ? Number(input.now) : 0
}
