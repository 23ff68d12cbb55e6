import { change, findRow, type WritableDb } from './database.ts'

export type DecisionOutcome = 'passed' | 'refused' | 'failed'

/** One request and its checks, ready to be stored. Holds no secret: lengths and digests only. */
export interface Decision {
  readonly at: number
  /** Microseconds. */
  readonly duration: number
  readonly endpoint: string
  readonly clientId: string | null
  readonly subject: string | null
  readonly grantId: number | null
  readonly session: string | null
  readonly flow: string | null
  readonly trace: string | null
  readonly ip: string | null
  readonly userAgent: string | null
  readonly outcome: DecisionOutcome
  readonly error: string | null
  /** The check that refused. */
  readonly check: string | null
  readonly reason: string | null
  /** JSON: what was asked. */
  readonly request: string | null
  /** JSON array of checks. */
  readonly checks: string
}

/** What a batch tells of clients and their secrets: that they were used. */
export interface Uses {
  readonly clients: readonly string[]
  /** Ids of client secrets. */
  readonly secrets: readonly string[]
}

/** How much is kept: so many records, for so many seconds. */
export interface Bounds {
  readonly limit: number
  readonly lifetime: number
}

export interface DecisionBatch extends Uses, Bounds {
  /** JSON: what `rowOf` makes of each decision. One text crosses to the writer, whatever it holds. */
  readonly rows: string
  readonly now: number
}

type Value = string | number | null

/** A decision as the writer binds it: in the order of the columns below. */
export function rowOf(decision: Decision): readonly Value[] {
  return [
    decision.at,
    decision.duration,
    decision.endpoint,
    decision.clientId,
    decision.subject,
    decision.grantId,
    decision.session,
    decision.flow,
    decision.trace,
    decision.ip,
    decision.userAgent,
    decision.outcome,
    decision.error,
    decision.check,
    decision.reason,
    decision.request,
    decision.checks,
  ]
}

const outcomePlace = 11

/** Stores a batch, and when the clients and secrets that it names were last used. */
export function recordDecisions(db: WritableDb, batch: DecisionBatch): void {
  const { now } = batch
  const checklists = new Map<Value, number | undefined>()
  // Written by `rowOf`.
  for (const row of JSON.parse(batch.rows) as Value[][]) insertDecision(db, row, checklists)
  for (const clientId of batch.clients)
    change(db, /* sql */ `UPDATE clients SET last_used_at = ? WHERE client_id = ?`, now, clientId)
  for (const secretId of batch.secrets)
    change(db, /* sql */ `UPDATE client_secrets SET last_used_at = ? WHERE id = ?`, now, secretId)
  pruneDecisions(db, batch)
}

function insertDecision(
  db: WritableDb,
  row: readonly Value[],
  checklists: Map<Value, number | undefined>,
): void {
  const checks = row.at(-1) ?? '[]'
  const isPassed = row[outcomePlace] === 'passed'
  if (isPassed && !checklists.has(checks)) checklists.set(checks, checklistId(db, checks))
  const known = isPassed ? checklists.get(checks) : undefined
  change(
    db,
    /* sql */ `
    INSERT INTO decisions (at, duration, endpoint, client_id, subject, grant_id, session_id, flow,
                           trace, ip, user_agent, outcome, error, refused_check, reason, request,
                           checks, checklist_id)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...row.slice(0, -1),
    known === undefined ? checks : null,
    known ?? null,
  )
}

/** A request that passed has run one of a few lists of checks: each is stored once. */
function checklistId(db: WritableDb, checks: Value): number | undefined {
  change(db, /* sql */ `INSERT INTO checklists (checks) VALUES (?) ON CONFLICT DO NOTHING`, checks)
  return findRow<{ id: number }>(db, /* sql */ `SELECT id FROM checklists WHERE checks = ?`, checks)
    ?.id
}

/** Deletes what is beyond the bounds among the oldest 500: ids and times grow together. */
export function pruneDecisions(
  db: WritableDb,
  { limit, lifetime, now }: Bounds & { readonly now: number },
): number {
  const newest = findRow<{ id: number | null }>(db, /* sql */ `SELECT max(id) AS id FROM decisions`)
  return change(
    db,
    /* sql */ `
    DELETE FROM decisions WHERE id IN (
      SELECT id FROM (SELECT id, at FROM decisions ORDER BY id LIMIT 500)
       WHERE id <= ? OR at < ?)`,
    (newest?.id ?? 0) - limit,
    now - lifetime,
  )
}
