import { change, findRow, insertRow, type ReadableDb, type WritableDb } from './database.ts'
import type { UserAgent } from './grants.ts'

/** A user agent's sign-in at the issuer. */
export interface Session {
  readonly id: string
  readonly subject: string
  readonly authenticatedAt: number
}

export function insertSession(
  db: WritableDb,
  input: Session &
    UserAgent & {
      readonly digest: Uint8Array
      readonly expiresAt: number
      /** The session that this sign-in replaces: a fresh id, the old one dead (ASVS 5.0 V7.2.4). */
      readonly replaces: Uint8Array | null
      readonly now: number
    },
): void {
  if (input.replaces) endSession(db, { digest: input.replaces, now: input.now })
  insertRow(
    db,
    /* sql */ `
    INSERT INTO sessions (id, digest, subject, authenticated_at, expires_at, ip, user_agent)
    VALUES (?, ?, ?, ?, ?, ?, ?)`,
    input.id,
    input.digest,
    input.subject,
    input.authenticatedAt,
    input.expiresAt,
    input.ip,
    input.userAgent,
  )
  change(
    db,
    /* sql */ `UPDATE users SET last_sign_in_at = ? WHERE subject = ?`,
    input.now,
    input.subject,
  )
}

/** The session behind a cookie whose digest this is in hexadecimal, unless it was ended or its user may not sign in. */
export function findSession(
  db: ReadableDb,
  { digest }: { readonly digest: string },
): (Session & { readonly expiresAt: number }) | undefined {
  return findRow<Session & { readonly expiresAt: number }>(
    db,
    /* sql */ `
    SELECT id, subject, authenticated_at AS authenticatedAt, expires_at AS expiresAt
      FROM sessions
     WHERE digest = unhex(?) AND ended_at IS NULL
       AND (SELECT disabled FROM users WHERE users.subject = sessions.subject) = 0`,
    digest,
  )
}

export function endSession(
  db: WritableDb,
  { digest, now }: { readonly digest: Uint8Array; readonly now: number },
): void {
  change(
    db,
    /* sql */ `UPDATE sessions SET ended_at = ? WHERE digest = ? AND ended_at IS NULL`,
    now,
    digest,
  )
}
