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

/** The session behind a cookie, if it lives and its user may sign in. */
export function findSession(
  db: ReadableDb,
  { digest, now }: { readonly digest: Uint8Array; readonly now: number },
): Session | undefined {
  return findRow<Session>(
    db,
    /* sql */ `
    SELECT id, subject, authenticated_at AS authenticatedAt
      FROM sessions
     WHERE digest = ? AND expires_at > ? AND ended_at IS NULL
       AND (SELECT disabled FROM users WHERE users.subject = sessions.subject) = 0`,
    digest,
    now,
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
