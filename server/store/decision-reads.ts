import { insertAudit } from './audit.ts'
import { change, findRow, listRows, type ReadableDb, type WritableDb } from './database.ts'
import { decisionCondition, type DecisionFilter } from './decision-filter.ts'
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
  { filter, before, after, limit }: DecisionSearch,
): readonly DecisionSummaryRow[] {
  const condition = decisionCondition(filter)
  return listRows<DecisionSummaryRow>(
    db,
    /* sql */ `
    SELECT ${summaryColumns} FROM decisions
     WHERE id < @before AND id > @after AND ${condition.sql}
     ORDER BY id DESC LIMIT @limit`,
    {
      ...condition.values,
      before: before ?? Number.MAX_SAFE_INTEGER,
      after: after ?? 0,
      limit,
    },
  )
}

export function countDecisions(
  db: ReadableDb,
  { filter }: { readonly filter: DecisionFilter },
): number {
  const condition = decisionCondition(filter)
  const found = findRow<{ count: number }>(
    db,
    /* sql */ `SELECT count(*) AS count FROM decisions WHERE ${condition.sql}`,
    condition.values,
  )
  return found?.count ?? 0
}

/** Names that occur in what is kept, in order. */
export interface DecisionFacets {
  readonly endpoints: readonly string[]
  readonly clients: readonly string[]
  readonly errors: readonly string[]
  readonly checks: readonly string[]
}

export function listDecisionFacets(db: ReadableDb): DecisionFacets {
  const namesIn = (column: string): string[] =>
    listRows<{ name: string }>(
      db,
      /* sql */ `
      SELECT DISTINCT ${column} AS name FROM decisions WHERE ${column} IS NOT NULL ORDER BY name`,
    ).map(({ name }) => name)
  return {
    endpoints: namesIn('endpoint'),
    clients: namesIn('client_id'),
    errors: namesIn('error'),
    checks: namesIn('refused_check'),
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
