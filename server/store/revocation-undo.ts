import { plural } from '#domain/duration.ts'

import { insertAudit } from './audit.ts'
import { change, type WritableDb } from './database.ts'
import { refused, type Act, type Refusal } from './refusal.ts'
import { revocationSlice, undoWindow } from './revocation-changes.ts'
import { findRevocation, type Revocation } from './revocations.ts'

/** An undo as far as it has come; it has ended once `endedAt` is set. */
export interface Undoing {
  readonly kind: 'undoing'
  readonly revocation: Revocation
}

/**
 * Opens the undoing of an act of revocation, and restores the first slice of what it took: refused
 * when its time has passed. An undo that was cut short goes on, however late.
 */
export function startUndo(
  db: WritableDb,
  input: Act & { readonly revocationId: number },
): Undoing | Refusal {
  const { revocationId, now } = input
  const revocation = findRevocation(db, { revocationId })
  if (!revocation) return refused('not_found', 'There is no such revocation.', 'revocationId')
  const problem = undoProblem(revocation, now)
  if (problem) return problem
  if (revocation.undoneAt === null) {
    change(
      db,
      /* sql */ `UPDATE revocations SET undone_at = ?, ended_at = NULL WHERE id = ?`,
      now,
      revocationId,
    )
    // What one slice restores is told once, by its end.
    if (revocation.tokens > revocationSlice)
      tellUndo(db, `Began to undo the revocation of ${tokens(revocation.tokens)}.`, input)
  }
  return undoSlice(db, input)
}

function undoProblem(revocation: Revocation, now: number): Refusal | undefined {
  const { undoneAt, endedAt, undoUntil } = revocation
  if (undoneAt !== null)
    return endedAt === null
      ? undefined
      : refused('conflict', 'This revocation has been undone already.', 'revocationId')
  if (endedAt === null)
    return refused(
      'conflict',
      'This revocation is still going on. Cancel it first.',
      'revocationId',
    )
  if (undoUntil === null || undoUntil < now)
    return refused(
      'too_late',
      `A revocation can be undone for ${undoWindow} seconds; that time has passed.`,
      'revocationId',
    )
  return undefined
}

/** Restores a slice of what a revocation took; the one that finds less than a slice ends the undo. */
export function undoSlice(
  db: WritableDb,
  input: Act & { readonly revocationId: number },
): Undoing | Refusal {
  const { revocationId, now } = input
  const before = findRevocation(db, { revocationId })
  if (before?.undoneAt === undefined || before.undoneAt === null || before.endedAt !== null)
    return refused('conflict', 'This revocation is not being undone.', 'revocationId')
  const restored = restoreSlice(db, before)
  const isLast = restored < revocationSlice
  change(
    db,
    /* sql */ `
    UPDATE revocations SET restored = restored + ?, ended_at = ? WHERE id = ?`,
    restored,
    isLast ? now : null,
    revocationId,
  )
  const revocation = {
    ...before,
    restored: before.restored + restored,
    endedAt: isLast ? now : null,
  }
  if (isLast) tellUndo(db, `Undid the revocation of ${tokens(revocation.restored)}.`, input)
  return { kind: 'undoing', revocation }
}

/** Gives back what is still this act's own: what was revoked again since stays revoked. */
function restoreSlice(db: WritableDb, { id, mode }: Revocation): number {
  return mode === 'revoke'
    ? change(
        db,
        /* sql */ `
        UPDATE grants SET revocation_id = NULL, revoked_at = NULL, access_revoked = 0
         WHERE id IN (SELECT id FROM grants WHERE revocation_id = @id LIMIT ${revocationSlice})`, // grants_by_revocation
        { id },
      )
    : change(
        db,
        // A tombstone that was deleted keeps the revocation that made it one.
        /* sql */ `
        UPDATE grants
           SET deletion_id = NULL, purge_at = NULL,
               revocation_id = nullif(revocation_id, @id),
               revoked_at = iif(revocation_id IS @id, NULL, revoked_at),
               access_revoked = iif(revocation_id IS @id, 0, access_revoked)
         WHERE id IN (SELECT id FROM grants WHERE deletion_id = @id LIMIT ${revocationSlice})`, // grants_by_deletion
        { id },
      )
}

function tellUndo(
  db: WritableDb,
  summary: string,
  { revocationId, actor, now }: Act & { readonly revocationId: number },
): void {
  const target = `revocation ${revocationId}`
  insertAudit(db, { actor, operation: 'refreshTokens.undo', target, summary }, now)
}

function tokens(count: number): string {
  return plural(count, 'refresh token')
}
