import type { ReadableDb, WritableDb } from './database.ts'
import { change, inTransaction, prepare } from './database.ts'

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

/** Runs a read of one statement, which is a snapshot by itself. */
export function readOnce(db: ReadableDb, table: OperationTable<ReadableDb>, call: Call): Outcome {
  return attempt(() => run(db, table, call))
}

/** Runs a read; it sees one snapshot, because it is one transaction. */
export function read(db: ReadableDb, table: OperationTable<ReadableDb>, call: Call): Outcome {
  return attempt(() => inTransaction(db, 'BEGIN', () => run(db, table, call)))
}

/**
 * Runs all waiting writes in one transaction and answers after the commit: one fsync for all of
 * them. Where one fails, which is rare, all are rolled back and run again in a savepoint each: a
 * failing operation fails alone, and the usual group pays for no savepoints.
 */
export function commitTogether(
  db: WritableDb,
  table: OperationTable<WritableDb>,
  calls: readonly Call[],
): readonly Outcome[] {
  const together = attempt(() =>
    commit(db, calls, (call) => ({ ok: true, value: run(db, table, call) })),
  )
  const committed = together.ok
    ? together
    : attempt(() => commit(db, calls, (call) => runAlone(db, table, call)))
  // The value is what `commit` returned.
  return committed.ok ? (committed.value as Outcome[]) : calls.map(() => committed)
}

function commit(
  db: WritableDb,
  calls: readonly Call[],
  write: (call: Call) => Outcome,
): readonly Outcome[] {
  return inTransaction(db, 'BEGIN IMMEDIATE', () => {
    const outcomes = calls.map((call) => {
      const outcome = write(call)
      // A full disk rolls the whole transaction back by itself: then nothing here happened, and
      // the next operation would commit on its own.
      if (!db.inTransaction) throw lostTransaction(outcome)
      return outcome
    })
    rememberTime(db, calls)
    return outcomes
  })
}

/** Why the transaction is gone: its code tells a full disk from a bug. */
function lostTransaction(outcome: Outcome): Error {
  const cause = outcome.ok ? { message: 'unknown', code: undefined } : outcome
  const error = new Error(`The transaction was rolled back: ${cause.message}`)
  return cause.code === undefined ? error : Object.assign(error, { code: cause.code })
}

/** A savepoint each: whatever fails leaves nothing behind, and the others stand. */
function runAlone(db: WritableDb, table: OperationTable<WritableDb>, call: Call): Outcome {
  prepare(db, 'SAVEPOINT alone').run()
  const outcome = attempt(() => run(db, table, call))
  if (!db.inTransaction) return outcome
  if (!outcome.ok) prepare(db, 'ROLLBACK TO alone').run()
  prepare(db, 'RELEASE alone').run()
  return outcome
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
