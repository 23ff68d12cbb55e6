import { change, listRows, type WritableDb } from './database.ts'

/**
 * Rows that one batch deletes at most. A row is in up to seven trees, at random places: about two
 * milliseconds with the commit, for which a refresh may wait. Larger batches are no faster by row.
 */
export const sweepBatch = 25
/** How long a family is explained after its end, in seconds. */
const tombstoneLifetime = 30 * 86_400

const expired: readonly (readonly [sql: string, keptFor: number])[] = [
  [
    /* sql */ `DELETE FROM interactions WHERE digest IN
      (SELECT digest FROM interactions WHERE expires_at <= ? LIMIT ?)`, // interactions_by_expiry
    0,
  ],
  [
    /* sql */ `DELETE FROM sessions WHERE id IN
      (SELECT id FROM sessions WHERE expires_at <= ? LIMIT ?)`, // sessions_by_expiry
    0,
  ],
  // Kept for an hour, so that a late second use is known for one.
  [
    /* sql */ `DELETE FROM authorization_codes WHERE expires_at <= ? AND grant_id IN
      (SELECT grant_id FROM authorization_codes ORDER BY grant_id LIMIT ?)`,
    3600,
  ],
  [
    /* sql */ `DELETE FROM opaque_access_tokens WHERE digest IN
      (SELECT digest FROM opaque_access_tokens WHERE expires_at <= ? LIMIT ?)`, // opaque_access_tokens_by_expiry
    0,
  ],
  [
    /* sql */ `DELETE FROM revoked_access_tokens WHERE id IN
      (SELECT id FROM revoked_access_tokens WHERE expires_at <= ? LIMIT ?)`, // revoked_access_tokens_by_expiry
    0,
  ],
]

/** Deletes a batch of what time has ended; less than a batch means that nothing is left. */
export function sweepExpired(db: WritableDb, { now }: { readonly now: number }): number {
  let deleted = 0
  for (const [sql, keptFor] of expired)
    if (deleted < sweepBatch) deleted += change(db, sql, now - keptFor, sweepBatch - deleted)
  return deleted
}

/**
 * Deletes a batch of grants whose end is long past, with their history; less than a batch means
 * that nothing is left.
 */
export function sweepGrants(db: WritableDb, { now }: { readonly now: number }): number {
  const ended = listRows<{ id: number }>(
    db,
    /* sql */ `
    SELECT id FROM grants WHERE absolute_expires_at <= ?
     ORDER BY absolute_expires_at LIMIT ${sweepBatch}`, // grants_by_end
    now - tombstoneLifetime,
  )
  return deleteGrants(db, ended)
}

/**
 * Deletes a batch of the grants whose deletion can no longer be undone, and is not being undone;
 * less than a batch means that nothing is left.
 */
export function purgeDeleted(db: WritableDb, { now }: { readonly now: number }): number {
  const deleted = listRows<{ id: number }>(
    db,
    /* sql */ `
    WITH RECURSIVE deletions (id) AS (
      SELECT min(deletion_id) FROM grants WHERE deletion_id IS NOT NULL
      UNION ALL
      SELECT (SELECT min(deletion_id) FROM grants WHERE deletion_id > deletions.id)
        FROM deletions WHERE deletions.id IS NOT NULL)
    SELECT grants.id
      FROM deletions CROSS JOIN revocations ON revocations.id = deletions.id
           CROSS JOIN grants ON grants.deletion_id = deletions.id
     WHERE revocations.undo_until < @now
       AND revocations.undone_at IS NULL AND revocations.ended_at IS NOT NULL
     LIMIT ${sweepBatch}`, // grants_by_deletion
    { now },
  )
  return deleteGrants(db, deleted)
}

/** What goes with a grant; a family may have thousands of each. */
const ofGrant: readonly string[] = [
  /* sql */ `DELETE FROM grant_history WHERE id IN
    (SELECT id FROM grant_history WHERE grant_id = ? LIMIT ?)`, // grant_history_by_grant
  /* sql */ `DELETE FROM opaque_access_tokens WHERE digest IN
    (SELECT digest FROM opaque_access_tokens WHERE grant_id = ? LIMIT ?)`, // opaque_access_tokens_by_grant
  /* sql */ `DELETE FROM authorization_codes WHERE grant_id IN
    (SELECT grant_id FROM authorization_codes WHERE grant_id = ? LIMIT ?)`,
]

/** A cascade has no limit: what goes with a grant is deleted before it, and counts as rows. */
function deleteGrants(db: WritableDb, grants: readonly { readonly id: number }[]): number {
  let deleted = 0
  for (const { id } of grants) {
    for (const sql of ofGrant)
      if (deleted < sweepBatch) deleted += change(db, sql, id, sweepBatch - deleted)
    if (deleted >= sweepBatch) break
    deleted += change(db, /* sql */ `DELETE FROM grants WHERE id = ?`, id)
  }
  return deleted
}
