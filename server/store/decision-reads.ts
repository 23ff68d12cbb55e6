import { insertAudit } from './audit.ts'
import { change, findRow, listRows, type ReadableDb, type WritableDb } from './database.ts'
import type { Act } from './refusal.ts'

export interface DecisionRow {
  readonly id: number
  readonly at: number
  /** Microseconds. */
  readonly duration: number
  readonly endpoint: string
  readonly clientId: string | null
  readonly subject: string | null
  readonly grantId: number | null
  readonly ip: string | null
  readonly userAgent: string | null
  readonly outcome: 'passed' | 'refused' | 'failed'
  readonly error: string | null
  readonly reason: string | null
  /** JSON array of checks. */
  readonly checks: string
}

const decisionColumns = /* sql */ `
  id, at, duration, endpoint, client_id AS clientId, subject, grant_id AS grantId, ip,
  user_agent AS userAgent, outcome, error, reason,
  ifnull(checks, (SELECT checks FROM checklists WHERE id = checklist_id)) AS checks`

export interface DecisionSearch {
  readonly before: number | undefined
  readonly limit: number
  readonly outcome: DecisionRow['outcome'] | undefined
  readonly clientId: string | undefined
}

/** The newest decision records before an id, newest first. */
export function listDecisions(db: ReadableDb, search: DecisionSearch): readonly DecisionRow[] {
  return listRows<DecisionRow>(
    db,
    /* sql */ `
    SELECT ${decisionColumns} FROM decisions
     WHERE id < @before
       ${search.outcome === undefined ? '' : 'AND outcome = @outcome'}
       ${search.clientId === undefined ? '' : 'AND client_id = @clientId'}
     ORDER BY id DESC LIMIT @limit`,
    { ...search, before: search.before ?? Number.MAX_SAFE_INTEGER },
  )
}

export function findDecision(
  db: ReadableDb,
  { id }: { readonly id: number },
): DecisionRow | undefined {
  return findRow<DecisionRow>(
    db,
    /* sql */ `SELECT ${decisionColumns} FROM decisions WHERE id = ?`,
    id,
  )
}

export function findNewestDecision(db: ReadableDb): number {
  const found = findRow<{ id: number | null }>(db, /* sql */ `SELECT max(id) AS id FROM decisions`)
  return found?.id ?? 0
}

/** Says who clears the activity, before it is cleared. */
export function recordClearing(db: WritableDb, { actor, now }: Act): void {
  const summary = 'Cleared the activity.'
  insertAudit(db, { actor, operation: 'activity.clear', target: 'activity', summary }, now)
}

/** Deletes a slice of the records up to an id; returns how many went. */
export function clearDecisions(
  db: WritableDb,
  { upTo }: { readonly upTo: number; readonly now: number },
): number {
  return change(
    db,
    /* sql */ `
    DELETE FROM decisions WHERE id IN (SELECT id FROM decisions WHERE id <= ? LIMIT 1000)`,
    upTo,
  )
}
