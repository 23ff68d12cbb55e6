import { insertRow, type WritableDb } from './database.ts'

/** One act of an administrator. `before` and `after` are JSON without secrets. */
export interface AuditEntry {
  readonly actor: string
  readonly operation: string
  readonly target: string
  readonly summary: string
  readonly before?: unknown
  readonly after?: unknown
}

/** Written in the transaction of the act itself: no act without its entry. Returns its id. */
export function insertAudit(db: WritableDb, entry: AuditEntry, now: number): number {
  return insertRow(
    db,
    /* sql */ `
    INSERT INTO audit (at, actor, operation, target, summary, before, after)
    VALUES (?, ?, ?, ?, ?, ?, ?)`,
    now,
    entry.actor,
    entry.operation,
    entry.target,
    entry.summary,
    entry.before === undefined ? null : JSON.stringify(entry.before),
    entry.after === undefined ? null : JSON.stringify(entry.after),
  )
}
