import { plural } from '#domain/duration.ts'

import { insertAudit } from './audit.ts'
import { change, findRow, type WritableDb } from './database.ts'
import { refused, type Act, type Refusal } from './refusal.ts'
import {
  canComeBack,
  findRevocation,
  insertRevocation,
  insertWholeRevocation,
  type Revocation,
} from './revocations.ts'

/** How long an act of revocation can be undone, in seconds. */
export const undoWindow = 30
/** Grants that one transaction takes: about half a millisecond, for which a refresh may wait. */
export const revocationSlice = 100

export interface RevocationSlice {
  readonly grantIds: ArrayLike<number>
  readonly mode: 'revoke' | 'delete'
  /** Whether the grants' access tokens go too. */
  readonly accessToo: boolean
}

export interface RevocationStart extends Act, RevocationSlice {
  readonly reason: string
  /** What is aimed at, for the audit: "everything of the client web". */
  readonly aim: string
  /** How many grants there are in all slices. */
  readonly planned: number
}

/** An act as far as it has come; it has ended once `endedAt` is set. */
export interface Revoking {
  readonly kind: 'revoking'
  readonly revocation: Revocation
}

/** Begins an act of revocation with its first slice; where that is all, it ends at once. */
export function startRevocation(db: WritableDb, start: RevocationStart): Revoking | Refusal {
  const { actor, now, reason, mode, planned, aim } = start
  const revocationId = insertRevocation(db, {
    now,
    by: actor,
    reason,
    mode,
    aim,
    planned,
    tokens: 0,
    undoUntil: now + undoWindow,
    endedAt: null,
  })
  takeSlice(db, start, revocationId, now)
  if (start.grantIds.length >= planned)
    return endRevocation(db, { revocationId, how: 'finished', actor, now })
  const going = found(db, revocationId)
  if (going.kind === 'revoking')
    tell(db, going.revocation, `Began to ${mode} ${tokens(planned)}`, { actor, now })
  return going
}

/** Goes on with an act of revocation. The time to undo it runs from its last slice. */
export function extendRevocation(
  db: WritableDb,
  input: RevocationSlice & { readonly revocationId: number; readonly now: number },
): Revoking | Refusal {
  const before = found(db, input.revocationId)
  if (before.kind === 'refused') return before
  if (before.revocation.endedAt !== null || before.revocation.undoneAt !== null)
    return refused('conflict', 'This revocation has ended.')
  change(
    db,
    /* sql */ `UPDATE revocations SET undo_until = ? WHERE id = ?`,
    input.now + undoWindow,
    input.revocationId,
  )
  takeSlice(db, input, input.revocationId, input.now)
  return found(db, input.revocationId)
}

/** Ends an act, and writes down what it really took. */
export function endRevocation(
  db: WritableDb,
  input: Act & {
    readonly revocationId: number
    readonly how: 'finished' | 'cancelled' | 'cut short'
  },
): Revoking | Refusal {
  const before = found(db, input.revocationId)
  if (before.kind === 'refused') return before
  if (before.revocation.endedAt !== null) return before
  const { mode, planned, tokens: taken } = before.revocation
  change(
    db,
    /* sql */ `UPDATE revocations SET ended_at = ? WHERE id = ?`,
    input.now,
    input.revocationId,
  )
  const verb = mode === 'delete' ? 'Deleted' : 'Revoked'
  const what =
    input.how === 'finished'
      ? `${verb} ${tokens(taken)}`
      : `${verb} ${taken} of ${tokens(planned)} and was ${input.how}`
  tell(db, before.revocation, what, input)
  return found(db, input.revocationId)
}

function tell(db: WritableDb, revocation: Revocation, what: string, { actor, now }: Act): void {
  const { id, mode, aim, reason } = revocation
  const summary = `${what}: ${aim}.${reason === '' ? '' : ` Reason: ${reason}`}`
  const entry = { actor, operation: `refreshTokens.${mode}`, target: aim, summary }
  insertAudit(db, { ...entry, after: { revocation: id } }, now)
}

function tokens(count: number): string {
  return plural(count, 'refresh token')
}

function found(db: WritableDb, revocationId: number): Revoking | Refusal {
  const revocation = findRevocation(db, { revocationId })
  return revocation
    ? { kind: 'revoking', revocation }
    : refused('not_found', 'There is no such revocation.', 'revocationId')
}

function takeSlice(db: WritableDb, slice: RevocationSlice, id: number, now: number): void {
  const grantIds = JSON.stringify(Array.from(slice.grantIds))
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
  const taken = count?.count ?? 0
  const aim = `everything of the user ${subject}`
  const id = insertWholeRevocation(db, { now, by, reason, aim, tokens: taken })
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
  return taken
}
