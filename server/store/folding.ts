import type { WritableDb } from './database.ts'
import type { Call } from './group-commit.ts'
import type { writes } from './operations.ts'

/** Slices of long work: each changes many pages that nothing else changes. */
const slices: ReadonlySet<string> = new Set<keyof typeof writes>([
  'extendRevocation',
  'pruneDecisions',
  'purgeDeleted',
  'startRevocation',
  'sweepExpired',
  'sweepGrants',
  'undoSlice',
])
const slicesInLog = 4

/**
 * Folds what long work has written into the file a little at a time. Left to SQLite, the log grows
 * to its bound and all of it is folded in at once, while requests wait.
 */
export function foldAfter(db: WritableDb): (calls: readonly Call[]) => void {
  let written = 0
  return (calls) => {
    written += calls.filter(({ operation }) => slices.has(operation)).length
    if (written < slicesInLog) return
    written = 0
    try {
      db.pragma('wal_checkpoint(PASSIVE)')
    } catch {
      // A full disk: what is in the log is safe there, and is folded in later.
    }
  }
}
