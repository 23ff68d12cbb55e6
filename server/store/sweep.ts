import { change, findRow, type WritableDb } from './database.ts'

/** Rows deleted at most by one sweep of one table: a sweep never holds the writer for long. */
export const sweepBatch = 500
/** How long a family is explained after its end, in seconds. */
const tombstoneLifetime = 30 * 86_400

const expired: readonly (readonly [sql: string, keptFor: number])[] = [
  [
    /* sql */ `DELETE FROM interactions WHERE digest IN
      (SELECT digest FROM interactions WHERE expires_at <= ? LIMIT ${sweepBatch})`,
    0,
  ],
  [
    /* sql */ `DELETE FROM sessions WHERE id IN
      (SELECT id FROM sessions WHERE expires_at <= ? LIMIT ${sweepBatch})`,
    0,
  ],
  // Kept for an hour, so that a late second use is known for one.
  [
    /* sql */ `DELETE FROM authorization_codes WHERE digest IN
      (SELECT digest FROM authorization_codes WHERE expires_at <= ? LIMIT ${sweepBatch})`,
    3600,
  ],
  [
    /* sql */ `DELETE FROM opaque_access_tokens WHERE digest IN
      (SELECT digest FROM opaque_access_tokens WHERE expires_at <= ? LIMIT ${sweepBatch})`,
    0,
  ],
  [
    /* sql */ `DELETE FROM revoked_access_tokens WHERE id IN
      (SELECT id FROM revoked_access_tokens WHERE expires_at <= ? LIMIT ${sweepBatch})`,
    0,
  ],
]

/** Deletes a batch of what time has ended; fewer rows than one batch means that nothing is left. */
export function sweepExpired(db: WritableDb, { now }: { readonly now: number }): number {
  return expired.reduce((sum, [sql, keptFor]) => sum + change(db, sql, now - keptFor), 0)
}

/**
 * Deletes a batch of grants whose end is long past, from the oldest on. `from` is where the last
 * call stopped; returns where to go on, or 0 at the end.
 */
export function sweepGrants(
  db: WritableDb,
  { from, now }: { readonly from: number; readonly now: number },
): number {
  const until = from + sweepBatch
  change(
    db,
    /* sql */ `DELETE FROM grants WHERE id > ? AND id <= ? AND absolute_expires_at <= ?`,
    from,
    until,
    now - tombstoneLifetime,
  )
  const newest = findRow<{ id: number | null }>(db, /* sql */ `SELECT max(id) AS id FROM grants`)
  return until < (newest?.id ?? 0) ? until : 0
}
