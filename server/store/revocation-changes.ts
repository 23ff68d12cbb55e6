import { plural } from '#domain/duration.ts'

import { insertAudit } from './audit.ts'
import { change, findRow, listRows, type WritableDb } from './database.ts'
import { refused, type Act, type Refusal } from './refusal.ts'
import { canComeBack, findRevocation, insertRevocation, type Revocation } from './revocations.ts'

/** How long an act of revocation can be undone, in seconds. */
export const undoWindow = 30
/** Grants that one transaction takes: the token endpoint waits for no more than these. */
export const revocationSlice = 500

export interface RevocationSlice {
  readonly grantIds: readonly number[]
  readonly mode: 'revoke' | 'delete'
  /** Whether the grants' access tokens go too. */
  readonly accessToo: boolean
}

export interface RevocationStart extends Act, RevocationSlice {
  readonly reason: string
  /** What was aimed at, for the audit: "everything of the client web". */
  readonly aim: string
  /** How many grants there are in all slices; the audit counts what the first one really took. */
  readonly planned: number
}

/** Begins an act of revocation with its first slice. */
export function startRevocation(
  db: WritableDb,
  start: RevocationStart,
): { readonly kind: 'started'; readonly revocation: Revocation } | Refusal {
  const { actor, now, reason, mode, planned, aim } = start
  const revocationId = insertRevocation(db, {
    now,
    by: actor,
    reason,
    mode,
    tokens: 0,
    undoUntil: now + undoWindow,
  })
  const taken = takeSlice(db, start, revocationId, now)
  const tokens = taken + planned - start.grantIds.length
  const verb = mode === 'delete' ? 'Deleted' : 'Revoked'
  insertAudit(
    db,
    {
      actor,
      operation: `refreshTokens.${mode}`,
      target: aim,
      summary: `${verb} ${plural(tokens, 'refresh token')}: ${aim}.${reason === '' ? '' : ` Reason: ${reason}`}`,
      after: { revocation: revocationId },
    },
    now,
  )
  return found(db, revocationId)
}

/** Goes on with an act of revocation. The time to undo it runs from its last slice. */
export function extendRevocation(
  db: WritableDb,
  input: RevocationSlice & { readonly revocationId: number; readonly now: number },
): { readonly kind: 'started'; readonly revocation: Revocation } | Refusal {
  const before = found(db, input.revocationId)
  if (before.kind === 'refused') return before
  if (before.revocation.undoneAt !== null)
    return refused('conflict', 'This revocation was undone before it had taken everything.')
  change(
    db,
    /* sql */ `UPDATE revocations SET undo_until = ? WHERE id = ?`,
    input.now + undoWindow,
    input.revocationId,
  )
  takeSlice(db, input, input.revocationId, input.now)
  return found(db, input.revocationId)
}

function found(
  db: WritableDb,
  revocationId: number,
): { readonly kind: 'started'; readonly revocation: Revocation } | Refusal {
  const revocation = findRevocation(db, { revocationId })
  return revocation
    ? { kind: 'started', revocation }
    : refused('not_found', 'There is no such revocation.')
}

/** Returns how many grants it took. */
function takeSlice(db: WritableDb, slice: RevocationSlice, id: number, now: number): number {
  const grantIds = JSON.stringify(slice.grantIds)
  // Between search and write a client may have revoked one itself: that one keeps its reason.
  const revoked = change(
    db,
    /* sql */ `
    UPDATE grants SET revocation_id = @id, revoked_at = @now, access_revoked = @access
     WHERE id IN (SELECT value FROM json_each(@grantIds))
       AND revoked_at IS NULL AND purge_at IS NULL`,
    { id, now, access: Number(slice.accessToo), grantIds },
  )
  const taken =
    slice.mode === 'delete'
      ? change(
          db,
          /* sql */ `
          UPDATE grants SET deletion_id = @id, purge_at = @purgeAt
           WHERE id IN (SELECT value FROM json_each(@grantIds)) AND purge_at IS NULL`,
          { id, purgeAt: now + undoWindow, grantIds },
        )
      : revoked
  change(db, /* sql */ `UPDATE revocations SET tokens = tokens + ? WHERE id = ?`, taken, id)
  return taken
}

/** Revokes what a user has, with no way back: the password was in doubt. Returns how many tokens. */
export function revokeTokensOfUser(
  db: WritableDb,
  input: {
    readonly subject: string
    readonly by: string
    readonly reason: string
    readonly now: number
  },
): number {
  const { subject, by, reason, now } = input
  change(
    db,
    /* sql */ `UPDATE sessions SET ended_at = ? WHERE subject = ? AND ended_at IS NULL`,
    now,
    subject,
  )
  const count = findRow<{ count: number }>(
    db,
    /* sql */ `
    SELECT count(*) AS count FROM grants
     WHERE subject = ? AND generation > 0 AND revoked_at IS NULL AND purge_at IS NULL`,
    subject,
  )
  const tokens = count?.count ?? 0
  const id = insertRevocation(db, { now, by, reason, mode: 'revoke', tokens, undoUntil: null })
  // Grants without a refresh token too: their codes and access tokens came from the same sign-in.
  // And deleted ones: an undo gives those back as revoked.
  change(
    db,
    /* sql */ `
    UPDATE grants SET revocation_id = @id, revoked_at = coalesce(revoked_at, @now),
                      access_revoked = 1
     WHERE subject = @subject AND (revoked_at IS NULL OR ${canComeBack})`, // grants_by_subject
    { id, now, subject },
  )
  return tokens
}

/**
 * Opens the undoing of an act of revocation: refused when its time has passed. An undo that was
 * cut short goes on, however late.
 */
export function startUndo(
  db: WritableDb,
  { revocationId, actor, now }: Act & { readonly revocationId: number },
): { readonly kind: 'undoing'; readonly mode: 'revoke' | 'delete' } | Refusal {
  const revocation = findRevocation(db, { revocationId })
  if (!revocation) return refused('not_found', 'There is no such revocation.', 'revocationId')
  const undoing = { kind: 'undoing', mode: revocation.mode } as const
  if (revocation.undoneAt !== null)
    return holdsGrants(db, revocationId)
      ? undoing
      : refused('conflict', 'This revocation has been undone already.', 'revocationId')
  if (revocation.undoUntil === null || revocation.undoUntil < now)
    return refused(
      'too_late',
      `A revocation can be undone for ${undoWindow} seconds; that time has passed.`,
      'revocationId',
    )
  change(db, /* sql */ `UPDATE revocations SET undone_at = ? WHERE id = ?`, now, revocationId)
  const summary = `Undid the revocation of ${plural(revocation.tokens, 'refresh token')}.`
  const target = `revocation ${revocationId}`
  insertAudit(db, { actor, operation: 'refreshTokens.undo', target, summary }, now)
  return undoing
}

function holdsGrants(db: WritableDb, revocationId: number): boolean {
  const held = findRow(
    db,
    /* sql */ `
    SELECT id FROM grants WHERE revocation_id = @revocationId
    UNION ALL
    SELECT id FROM grants WHERE deletion_id = @revocationId AND purge_at IS NOT NULL
    LIMIT 1`, // grants_by_revocation, grants_by_purge
    { revocationId },
  )
  return held !== undefined
}

/** Restores a slice of what an undone revocation took; 0 when nothing is left. */
export function undoSlice(
  db: WritableDb,
  { revocationId }: { readonly revocationId: number; readonly now: number },
): number {
  const restored = new Set<number>()
  const kept = listRows<{ id: number }>(
    db,
    /* sql */ `
    UPDATE grants SET deletion_id = NULL, purge_at = NULL
     WHERE id IN (SELECT id FROM grants
                   WHERE deletion_id = ? AND purge_at IS NOT NULL LIMIT ${revocationSlice})
    RETURNING id`, // grants_by_purge
    revocationId,
  )
  const revived = listRows<{ id: number }>(
    db,
    /* sql */ `
    UPDATE grants SET revocation_id = NULL, revoked_at = NULL, access_revoked = 0
     WHERE id IN (SELECT id FROM grants WHERE revocation_id = ? LIMIT ${revocationSlice})
    RETURNING id`, // grants_by_revocation
    revocationId,
  )
  for (const { id } of [...kept, ...revived]) restored.add(id)
  return restored.size
}

/**
 * Deletes a slice of the grants whose deletion can no longer be undone, and is not being undone;
 * returns how many went.
 */
export function purgeDeleted(db: WritableDb, { now }: { readonly now: number }): number {
  return change(
    db,
    /* sql */ `
    DELETE FROM grants WHERE id IN (
      SELECT grants.id FROM grants JOIN revocations ON revocations.id = grants.deletion_id
       WHERE grants.purge_at <= @now AND revocations.undo_until < @now
         AND revocations.undone_at IS NULL
       LIMIT ${revocationSlice})`, // grants_by_purge
    { now },
  )
}
