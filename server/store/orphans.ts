import { change, findRow, type WritableDb } from './database.ts'
import { statusOfGrant } from './refresh-token-status.ts'

/**
 * Marks the grants of a client or user that is about to be deleted. Returns how many active
 * refresh tokens end by it.
 */
export function orphanGrants(
  db: WritableDb,
  owner: 'client_id' | 'subject',
  id: string,
  now: number,
): number {
  const active = findRow<{ count: number }>(
    db,
    /* sql */ `
    SELECT count(*) AS count FROM grants
     WHERE ${owner} = @id AND generation > 0 AND purge_at IS NULL
       AND ${statusOfGrant} = 'active'`, // grants_by_client, grants_by_subject
    { id, now },
  )
  change(
    db,
    /* sql */ `UPDATE grants SET orphaned_at = ? WHERE ${owner} = ? AND orphaned_at IS NULL`,
    now,
    id,
  )
  return active?.count ?? 0
}
