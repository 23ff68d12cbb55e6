import { countMatching, findDecisionIds, textsInUse } from '#store/columns/decision-questions.ts'

import { insertAudit } from './audit.ts'
import { change, findRow, listRows, type ReadableDb, type WritableDb } from './database.ts'
import type { DecisionFilter } from './decision-filter.ts'
import type { DecisionOutcome } from './decisions.ts'
import type { Act } from './refusal.ts'

/** A line of the activity. */
export interface DecisionSummaryRow {
  readonly id: number
  readonly at: number
  /** Microseconds. */
  readonly duration: number
  readonly endpoint: string
  readonly clientId: string | null
  readonly subject: string | null
  /** As the user is called now. */
  readonly username: string | null
  readonly grantId: number | null
  readonly session: string | null
  readonly flow: string | null
  readonly trace: string | null
  readonly ip: string | null
  readonly userAgent: string | null
  readonly outcome: DecisionOutcome
  readonly error: string | null
  readonly check: string | null
  readonly reason: string | null
}

export interface DecisionRow extends DecisionSummaryRow {
  /** JSON: what was asked. */
  readonly request: string | null
  /** JSON array of checks. */
  readonly checks: string
}

const summaryColumns = /* sql */ `
  id, at, duration, endpoint, client_id AS clientId, subject,
  (SELECT username FROM users WHERE users.subject = decisions.subject) AS username,
  grant_id AS grantId, session_id AS session, flow, trace, ip, user_agent AS userAgent, outcome,
  error, refused_check AS "check", reason`

export interface DecisionSearch {
  readonly filter: DecisionFilter
  readonly before: number | undefined
  readonly after: number | undefined
  readonly limit: number
}

/** Newest first: those before an id, or the newest of those after one. */
export function listDecisions(
  db: ReadableDb,
  { filter, before = Number.MAX_SAFE_INTEGER, after = 0, limit }: DecisionSearch,
): readonly DecisionSummaryRow[] {
  const range = { before, after, limit }
  // All of them are where they stand: the first page needs no columns.
  if (Object.values(filter).every((criterion) => criterion === undefined))
    return listRows<DecisionSummaryRow>(
      db,
      /* sql */ `
      SELECT ${summaryColumns} FROM decisions
       WHERE id < @before AND id > @after ORDER BY id DESC LIMIT @limit`,
      range,
    )
  return listRows<DecisionSummaryRow>(
    db,
    /* sql */ `
    SELECT ${summaryColumns} FROM decisions
     WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id DESC`,
    JSON.stringify(findDecisionIds(db, filter, range)),
  )
}

export function countDecisions(
  db: ReadableDb,
  { filter }: { readonly filter: DecisionFilter },
): number {
  return countMatching(db, filter)
}

/** Names that occur in what is kept, in order. */
export interface DecisionFacets {
  readonly endpoints: readonly string[]
  readonly clients: readonly string[]
  readonly errors: readonly string[]
  readonly checks: readonly string[]
}

export function listDecisionFacets(db: ReadableDb): DecisionFacets {
  return {
    endpoints: textsInUse(db, 'endpoint'),
    clients: textsInUse(db, 'client'),
    errors: textsInUse(db, 'error'),
    checks: textsInUse(db, 'check'),
  }
}

export function findDecision(
  db: ReadableDb,
  { id }: { readonly id: number },
): DecisionRow | undefined {
  return findRow<DecisionRow>(
    db,
    /* sql */ `
    SELECT ${summaryColumns}, request,
           ifnull(checks, (SELECT checks FROM checklists WHERE id = checklist_id)) AS checks
      FROM decisions WHERE id = ?`,
    id,
  )
}

export function findNewestDecision(db: ReadableDb): number {
  const found = findRow<{ id: number | null }>(
    db,
    /* sql */ `SELECT max(id) AS id FROM decision_log`,
  )
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
    DELETE FROM decision_log WHERE id IN (SELECT id FROM decision_log WHERE id <= ? LIMIT 1000)`,
    upTo,
  )
}
