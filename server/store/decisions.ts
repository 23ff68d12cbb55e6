import { digest } from '#domain/secret.ts'

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
  /** What was asked. */
  readonly request: RecordedText | null
  /** An array of checks. */
  readonly checks: RecordedText
}

/** JSON: written out, or one that other records have too. */
export type RecordedText = string | SharedText

/** A text that many records have: stored once, and named by each. */
export interface SharedText {
  readonly id: number
  /** JSON. */
  readonly text: string
}

/** Records that one slice of the sweep deletes at most. */
export const prunedAtOnce = 500

/** What a batch tells of clients and their secrets: that they were used. */
export interface Uses {
  readonly clients: readonly string[]
  /** Ids of client secrets. */
  readonly secrets: readonly string[]
}

export interface DecisionBatch extends Uses {
  /** JSON array of what `rowText` makes of each: one text crosses to the writer and into the store. */
  readonly rows: string
  /** Those that the rows name. */
  readonly checklists: readonly SharedText[]
  readonly requests: readonly SharedText[]
  readonly now: number
}

const idBytes = 6

/** The id is of the text's own making, so that whoever writes a record knows it beforehand. */
export function sharedText(text: string): SharedText {
  return { id: digest(text).readUIntBE(0, idBytes), text }
}

export function isShared(text: RecordedText | null): text is SharedText {
  return text !== null && typeof text !== 'string'
}

/** A decision as it is stored: what the view `decisions` takes apart. */
export function rowText(decision: Decision): string {
  const { request, checks } = decision
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
  const asked = isShared(request) ? request.id : (request ?? 'null')
  const checked = isShared(checks) ? `${checks.id},null` : `null,${checks}`
  return `${values.slice(0, -1)},${asked},${checked}]`
}

/** Stores a batch, and when the clients and secrets that it names were last used. */
export function recordDecisions(db: WritableDb, batch: DecisionBatch): void {
  const { now } = batch
  for (const { id, text } of batch.checklists)
    change(db, /* sql */ `INSERT OR IGNORE INTO checklists (id, checks) VALUES (?, ?)`, id, text)
  for (const { id, text } of batch.requests)
    change(db, /* sql */ `INSERT OR IGNORE INTO requests (id, request) VALUES (?, ?)`, id, text)
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
