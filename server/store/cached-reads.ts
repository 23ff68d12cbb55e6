import type { ReadableDb } from './database.ts'
import { read, type Call, type OperationTable, type Outcome } from './group-commit.ts'

/** Answers that are kept; a store with more clients and users than these reads some again. */
const limit = 4096

/** Reads whose answers are kept until somebody changes what they say. */
export interface CachedReads {
  read(call: Call): Outcome
  /** Everything is read anew. Called when a change has been committed, before it is told. */
  forget(): void
}

/**
 * Clients, users, resources, sessions and consents: every request asks for some of them, and few
 * writes change any. All writes go through one store, so it knows when an answer is out of date.
 */
export function cacheReads(db: ReadableDb, table: OperationTable<ReadableDb>): CachedReads {
  const answers = new Map<string, Outcome>()
  return {
    read(call) {
      const key = keyOf(call)
      const known = answers.get(key)
      if (known) return known
      const outcome = read(db, table, call)
      if (answers.size >= limit) answers.clear()
      // What does not exist is not kept: there is no end of names to ask for.
      if (outcome.ok && outcome.value !== undefined) answers.set(key, outcome)
      return outcome
    },
    forget: () => answers.clear(),
  }
}

function keyOf({ operation, input }: Call): string {
  return operation + JSON.stringify(input)
}
