import { change, findRow, insertRow, type ReadableDb, type WritableDb } from './database.ts'

/** An authorization request that waits for the user; its id is known by its digest alone. */
export interface Interaction {
  /** The request's parameters as JSON. */
  readonly parameters: string
  /** The user must have signed in at this time or later (prompt=login, max_age). */
  readonly signInAfter: number
  /** A short random id, the same in the records of all its requests. */
  readonly flow: string | null
  readonly expiresAt: number
}

export function insertInteraction(
  db: WritableDb,
  input: Interaction & { readonly digest: Uint8Array; readonly now: number },
): void {
  insertRow(
    db,
    /* sql */ `
    INSERT INTO interactions (digest, parameters, sign_in_after, flow, expires_at)
    VALUES (?, ?, ?, ?, ?)`,
    input.digest,
    input.parameters,
    input.signInAfter,
    input.flow,
    input.expiresAt,
  )
}

/** An interaction that is neither over nor answered. */
export function findInteraction(
  db: ReadableDb,
  { digest, now }: { readonly digest: Uint8Array; readonly now: number },
): Interaction | undefined {
  return findRow<Interaction>(
    db,
    /* sql */ `
    SELECT parameters, sign_in_after AS signInAfter, flow, expires_at AS expiresAt
      FROM interactions WHERE digest = ? AND expires_at > ? AND finished_at IS NULL`,
    digest,
    now,
  )
}

/** Ends an interaction without a grant; `false` when it was answered before. */
export function finishInteraction(
  db: WritableDb,
  { digest, now }: { readonly digest: Uint8Array; readonly now: number },
): boolean {
  return (
    change(
      db,
      /* sql */ `UPDATE interactions SET finished_at = ? WHERE digest = ? AND finished_at IS NULL`,
      now,
      digest,
    ) === 1
  )
}
