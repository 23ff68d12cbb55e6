import { change, findRow, insertRow, type WritableDb } from './database.ts'

/** One request and its checks, ready to be stored. Holds no secret: lengths and digests only. */
export interface Decision {
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
  /** The client secret that was used. */
  readonly secretId: string | null
}

/** Kept at most: this many records, for this many seconds. */
export const decisionLimit = 100_000
const decisionLifetime = 14 * 86_400

/** Stores a batch, and what it tells of clients and secrets: when they were last used. */
export function recordDecisions(
  db: WritableDb,
  { decisions, now }: { readonly decisions: readonly Decision[]; readonly now: number },
): void {
  const passed = decisions.filter(({ outcome }) => outcome === 'passed')
  const checklists = new Map(
    [...new Set(passed.map(({ checks }) => checks))].map((checks) => [
      checks,
      checklistId(db, checks),
    ]),
  )
  for (const decision of decisions)
    insertDecision(
      db,
      decision,
      decision.outcome === 'passed' ? checklists.get(decision.checks) : undefined,
    )
  for (const clientId of new Set(passed.map((decision) => decision.clientId)))
    change(db, /* sql */ `UPDATE clients SET last_used_at = ? WHERE client_id = ?`, now, clientId)
  for (const secretId of new Set(passed.map((decision) => decision.secretId)))
    change(db, /* sql */ `UPDATE client_secrets SET last_used_at = ? WHERE id = ?`, now, secretId)
  prune(db, now)
}

/** A request that passed has run one of a few lists of checks: each is stored once. */
function checklistId(db: WritableDb, checks: string): number | undefined {
  change(db, /* sql */ `INSERT INTO checklists (checks) VALUES (?) ON CONFLICT DO NOTHING`, checks)
  return findRow<{ id: number }>(db, /* sql */ `SELECT id FROM checklists WHERE checks = ?`, checks)
    ?.id
}

function insertDecision(db: WritableDb, decision: Decision, checklistId: number | undefined): void {
  insertRow(
    db,
    /* sql */ `
    INSERT INTO decisions (at, duration, endpoint, client_id, subject, grant_id, ip, user_agent,
                           outcome, error, reason, checklist_id, checks)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    decision.at,
    decision.duration,
    decision.endpoint,
    decision.clientId,
    decision.subject,
    decision.grantId,
    decision.ip,
    decision.userAgent,
    decision.outcome,
    decision.error,
    decision.reason,
    checklistId ?? null,
    checklistId === undefined ? decision.checks : null,
  )
}

/** Deletes what is beyond the bounds among the oldest: ids and times grow together. */
function prune(db: WritableDb, now: number): void {
  const newest = findRow<{ id: number | null }>(db, /* sql */ `SELECT max(id) AS id FROM decisions`)
  change(
    db,
    /* sql */ `
    DELETE FROM decisions WHERE id IN (
      SELECT id FROM (SELECT id, at FROM decisions ORDER BY id LIMIT 500)
       WHERE id <= ? OR at < ?)`,
    (newest?.id ?? 0) - decisionLimit,
    now - decisionLifetime,
  )
}
