import type { ReadableDb } from './database.ts'
import { readOnce, type Call, type OperationTable, type Outcome } from './group-commit.ts'

/** Answers that are kept at least; a store with more clients and users reads some again. */
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
  // What was asked for since `recent` was last full, and what only before that.
  let recent = new Map<string, Outcome>()
  let older = new Map<string, Outcome>()
  const keep = (key: string, outcome: Outcome): void => {
    if (recent.size >= limit) [older, recent] = [recent, new Map()]
    recent.set(key, outcome)
  }
  return {
    read(call) {
      const key = keyOf(call)
      const known = recent.get(key)
      if (known) return known
      const outcome = older.get(key) ?? readOnce(db, table, call)
      // What does not exist is not kept: there is no end of names to ask for.
      if (outcome.ok && outcome.value !== undefined) keep(key, outcome)
      return outcome
    },
    forget() {
      recent.clear()
      older.clear()
    },
  }
}

function keyOf({ operation, input }: Call): string {
  return operation + JSON.stringify(input)
}
