import {
  change,
  findRow,
  insertRow,
  listRows,
  type ReadableDb,
  type WritableDb,
} from './database.ts'

/** One act of revocation: who took which tokens, when and why. */
export interface Revocation {
  readonly id: number
  readonly at: number
  readonly by: string
  readonly reason: string
  readonly mode: 'revoke' | 'delete'
  /** What it was aimed at: "everything of the client web". */
  readonly aim: string
  /** How many grants that meant when it began. */
  readonly planned: number
  /** How many it took. */
  readonly tokens: number
  /** How many of these its undo has given back. */
  readonly restored: number
  /** `null` where undo is not offered: a replay, a client's own revocation. */
  readonly undoUntil: number | null
  readonly undoneAt: number | null
  /** `null` while it, or its undo, is going on. */
  readonly endedAt: number | null
}

const columns = /* sql */ `
  id, at, by, reason, mode, aim, planned, tokens, restored, undo_until AS undoUntil,
  undone_at AS undoneAt, ended_at AS endedAt`

export function findRevocation(
  db: ReadableDb,
  { revocationId }: { readonly revocationId: number },
): Revocation | undefined {
  return findRow<Revocation>(
    db,
    /* sql */ `SELECT ${columns} FROM revocations WHERE id = ?`,
    revocationId,
  )
}

/** Acts, and undos, that have begun and not ended: going on now, or cut short. */
export function listRevocationsGoingOn(db: ReadableDb): readonly Revocation[] {
  return listRows<Revocation>(
    db,
    /* sql */ `SELECT ${columns} FROM revocations WHERE ended_at IS NULL ORDER BY id`, // revocations_going_on
  )
}

export interface NewRevocation extends Pick<
  Revocation,
  'by' | 'reason' | 'mode' | 'aim' | 'planned' | 'tokens' | 'undoUntil' | 'endedAt'
> {
  readonly now: number
}

/** Returns the new revocation's id. */
export function insertRevocation(db: WritableDb, revocation: NewRevocation): number {
  return insertRow(
    db,
    /* sql */ `
    INSERT INTO revocations (at, by, reason, mode, aim, planned, tokens, undo_until, ended_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    revocation.now,
    revocation.by,
    revocation.reason,
    revocation.mode,
    revocation.aim,
    revocation.planned,
    revocation.tokens,
    revocation.undoUntil,
    revocation.endedAt,
  )
}

/** An act without undo that takes all at once; returns its id. */
export function insertWholeRevocation(
  db: WritableDb,
  act: Pick<NewRevocation, 'now' | 'by' | 'reason' | 'aim' | 'tokens'>,
): number {
  const { now, tokens } = act
  return insertRevocation(db, {
    ...act,
    mode: 'revoke',
    planned: tokens,
    undoUntil: null,
    endedAt: now,
  })
}

export interface GrantRevocation {
  readonly grantId: number
  readonly by: string
  readonly reason: string
  /** Whether a spent token or code came back: then no undo brings the grant back to life. */
  readonly replayed: boolean
  /** Whether the grant's access tokens go too. */
  readonly accessToo: boolean
  readonly now: number
}

/**
 * Whether the act that revoked a grant may still give it back: its time to undo runs, or its undo
 * has begun. A revocation without undo takes such a grant over. Takes `@now`.
 */
export const canComeBack = /* sql */ `
  EXISTS (SELECT 1 FROM revocations
           WHERE revocations.id = grants.revocation_id
             AND (revocations.undo_until >= @now OR revocations.undone_at IS NOT NULL))`

/**
 * Revokes one grant inside the caller's transaction. Returns whether it was this call that ended
 * the grant. A grant that is revoked already keeps its reason, unless this one is a replay or the
 * earlier act could be undone: then it takes the grant over, so that no undo restores it.
 */
export function revokeGrantRow(db: WritableDb, revocation: GrantRevocation): boolean {
  const grant = findRow<{ revoked_at: number | null; replayed: number; comesBack: number }>(
    db,
    /* sql */ `
    SELECT revoked_at, replayed, ${canComeBack} AS comesBack FROM grants WHERE id = @grantId`,
    { grantId: revocation.grantId, now: revocation.now },
  )
  if (!grant) return false
  const takesOver =
    grant.revoked_at === null ||
    grant.comesBack === 1 ||
    (revocation.replayed && grant.replayed === 0)
  if (takesOver) markRevoked(db, revocation)
  else if (revocation.accessToo) revokeAccessTokens(db, revocation.grantId)
  return grant.revoked_at === null
}

function markRevoked(db: WritableDb, revocation: GrantRevocation): void {
  const { grantId, by, reason, now } = revocation
  const id = insertWholeRevocation(db, { now, by, reason, aim: 'one grant', tokens: 1 })
  change(
    db,
    /* sql */ `
    UPDATE grants
       SET revocation_id = ?, revoked_at = coalesce(revoked_at, ?), replayed = ?,
           access_revoked = max(access_revoked, ?)
     WHERE id = ?`,
    id,
    now,
    revocation.replayed ? 1 : 0,
    revocation.accessToo ? 1 : 0,
    grantId,
  )
}

function revokeAccessTokens(db: WritableDb, grantId: number): void {
  change(db, /* sql */ `UPDATE grants SET access_revoked = 1 WHERE id = ?`, grantId)
}
