import { formatDuration } from '#domain/duration.ts'
import { howLongBefore } from '#domain/moment.ts'

import { findRow, type ReadableDb } from './database.ts'

interface EndingRow {
  readonly revokedAt: number | null
  readonly orphanedAt: number | null
  readonly replayed: number
  readonly by: string | null
  readonly reason: string | null
}

/** How a grant ended: when, by whom and why, for the record; `undefined` while it stands. */
export function describeGrantEnding(
  db: ReadableDb,
  { id, now }: { readonly id: number; readonly now: number },
): string | undefined {
  const row = findRow<EndingRow>(
    db,
    /* sql */ `
    SELECT revoked_at AS revokedAt, orphaned_at AS orphanedAt, replayed,
           (SELECT by FROM revocations WHERE revocations.id = revocation_id) AS by,
           (SELECT reason FROM revocations WHERE revocations.id = revocation_id) AS reason
      FROM grants WHERE id = ?`,
    id,
  )
  if (!row) return 'its grant was deleted'
  if (row.revokedAt !== null) {
    const way = row.replayed === 1 ? 'revoked because of a replay' : 'revoked'
    const act = row.by === null ? '' : `, by ${row.by}${row.reason ? `: ${row.reason}` : ''}`
    return `${way} ${howLongBefore(row.revokedAt, now)}${act}`
  }
  return row.orphanedAt === null
    ? undefined
    : `orphaned ${howLongBefore(row.orphanedAt, now)}: its client or its user was deleted`
}

/** When and from where a generation was spent, in words: by the rotation to the next one. */
export function describeSpending(
  db: ReadableDb,
  spent: { readonly grantId: number; readonly generation: number; readonly now: number },
): string {
  const row = findRow<{ at: number; ip: string | null }>(
    db,
    /* sql */ `
    SELECT at, ip FROM grant_history
     WHERE grant_id = @grantId
       AND CASE WHEN @generation = 0 THEN kind = 'issued'
                ELSE kind = 'rotated' AND generation = @generation + 1 END
     ORDER BY id DESC LIMIT 1`, // grant_history_by_grant
    { grantId: spent.grantId, generation: spent.generation },
  )
  if (!row) return 'spent before'
  const when = row.at === spent.now ? 'just now' : `${formatDuration(spent.now - row.at)} ago`
  return `spent ${when}${row.ip === null ? '' : ` from ${row.ip}`}`
}
