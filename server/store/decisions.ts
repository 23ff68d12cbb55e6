import { hashOf } from '#store/columns/decision-block.ts'

import { change, type WritableDb } from './database.ts'
import { findRecordingSettings } from './decision-settings.ts'

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

/** Records that one slice of the sweep deletes at most. */
export const prunedAtOnce = 500

/** What a batch tells of clients and their secrets: that they were used. */
export interface Uses {
  readonly clients: readonly string[]
  /** Ids of client secrets. */
  readonly secrets: readonly string[]
}

/** Checks that passed, in their order: few lists, so each is stored once. */
export interface StoredChecklist {
  readonly id: number
  /** JSON array of checks. */
  readonly checks: string
}

export interface DecisionBatch extends Uses {
  /** JSON array of what `rowText` makes of each: one text crosses to the writer and into the store. */
  readonly rows: string
  /** Those that the rows name. */
  readonly checklists: readonly StoredChecklist[]
  readonly now: number
}

const checklistIds = new Map<string, number>()

/** The list of a decision whose checks all passed. */
export function checklistOf({ outcome, checks }: Decision): StoredChecklist | undefined {
  if (outcome !== 'passed') return undefined
  let id = checklistIds.get(checks)
  if (id === undefined) checklistIds.set(checks, (id = hashOf(checks)))
  return { id, checks }
}

/** A decision as it is stored: what the view `decisions` takes apart. */
export function rowText(decision: Decision, checklist: StoredChecklist | undefined): string {
  const values = JSON.stringify([
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
  ])
  const checks = checklist ? `${checklist.id},null` : `null,${decision.checks}`
  return `${values.slice(0, -1)},${decision.request ?? 'null'},${checks}]`
}

/** Stores a batch, and when the clients and secrets that it names were last used. */
export function recordDecisions(db: WritableDb, batch: DecisionBatch): void {
  const { now } = batch
  for (const { id, checks } of batch.checklists)
    change(
      db,
      /* sql */ `INSERT INTO checklists (id, checks) VALUES (?, ?) ON CONFLICT DO NOTHING`,
      id,
      checks,
    )
  change(db, /* sql */ `INSERT INTO decision_log (body) SELECT value FROM json_each(?)`, batch.rows)
  for (const clientId of batch.clients)
    change(db, /* sql */ `UPDATE clients SET last_used_at = ? WHERE client_id = ?`, now, clientId)
  for (const secretId of batch.secrets)
    change(db, /* sql */ `UPDATE client_secrets SET last_used_at = ? WHERE id = ?`, now, secretId)
}

/**
 * Deletes what is beyond the bounds among the oldest: ids and times grow together. Returns how many
 * went; a whole slice means that there may be more.
 */
export function pruneDecisions(db: WritableDb, { now }: { readonly now: number }): number {
  const { limit, lifetime } = findRecordingSettings(db)
  return change(
    db,
    /* sql */ `
    DELETE FROM decision_log WHERE id IN (
      SELECT id FROM (SELECT id, at FROM decisions ORDER BY id LIMIT ${prunedAtOnce})
       WHERE id <= (SELECT max(id) FROM decision_log) - @limit OR at < @now - @lifetime)`,
    { limit, lifetime, now },
  )
}
