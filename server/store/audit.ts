import { insertRow, listRows, type ReadableDb, type WritableDb } from './database.ts'

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

export interface StoredAuditEntry {
  readonly id: number
  readonly at: number
  readonly actor: string
  readonly operation: string
  readonly target: string
  readonly summary: string
}

/** The newest entries before an id, newest first. */
export function listAudit(
  db: ReadableDb,
  { before, limit }: { readonly before: number | undefined; readonly limit: number },
): readonly StoredAuditEntry[] {
  return listRows<StoredAuditEntry>(
    db,
    /* sql */ `
    SELECT id, at, actor, operation, target, summary FROM audit
     WHERE id < ? ORDER BY id DESC LIMIT ?`,
    before ?? Number.MAX_SAFE_INTEGER,
    limit,
  )
}
