import type { WritableDb } from './database.ts'
import type { Call } from './group-commit.ts'
import type { writes } from './operations.ts'

/** After these something secret that was in the store has to be gone from the disk. */
const deletesSecret: ReadonlySet<string> = new Set<keyof typeof writes>([
  'addClientSecret',
  'applyConfiguration',
  'deleteClient',
  'deleteUser',
  'removeClientSecret',
  'removeTemporarySecret',
  'setUserPassword',
])

/**
 * `secure_delete` overwrites what is deleted in the file; the log still has it. This empties the
 * log after a deletion; where a reader is at work, after a later write, or at the end.
 */
export function forgetAfter(db: WritableDb): (calls: readonly Call[]) => void {
  let isPending = false
  return (calls) => {
    isPending ||= calls.some(({ operation }) => deletesSecret.has(operation))
    if (isPending) isPending = !emptyLog(db)
  }
}

/** Whether the log is empty now; nobody waits for a reader, or fails because the disk is full. */
export function emptyLog(db: WritableDb): boolean {
  db.pragma('busy_timeout = 0')
  try {
    return db.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) === 0
  } catch {
    return false
  } finally {
    db.pragma('busy_timeout = 5000')
  }
}
