import { change, findRow, insertRow, type ReadableDb, type WritableDb } from './database.ts'

/** An access token as the store knows it: a JWT by its `jti`, an opaque one by its digest too. */
export interface AccessTokenRecord {
  readonly id: string
  readonly format: 'jwt' | 'opaque'
  /** SHA-256 of an opaque token; `null` for a JWT, which needs no row. */
  readonly digest: Uint8Array | null
  /** `null` for client credentials: there is no user's grant behind them. */
  readonly grantId: number | null
  readonly clientId: string
  readonly subject: string
  readonly scope: string
  readonly audience: readonly string[]
  readonly expiresAt: number
}

/** Used inside the transaction that issues the token. */
export function insertAccessToken(db: WritableDb, token: AccessTokenRecord, now: number): void {
  if (token.digest === null) return
  insertRow(
    db,
    /* sql */ `
    INSERT INTO opaque_access_tokens (digest, id, grant_id, client_id, subject, scope, audience,
                                      issued_at, expires_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    token.digest,
    token.id,
    token.grantId,
    token.clientId,
    token.subject,
    token.scope,
    JSON.stringify(token.audience),
    now,
    token.expiresAt,
  )
}

/** An opaque access token of the client credentials grant (RFC 6749 §4.4). */
export function recordAccessToken(
  db: WritableDb,
  { token, now }: { readonly token: AccessTokenRecord; readonly now: number },
): void {
  insertAccessToken(db, token, now)
}

export interface OpaqueAccessToken {
  readonly id: string
  readonly grantId: number | null
  readonly clientId: string
  readonly subject: string
  readonly scope: string
  /** JSON array of audiences. */
  readonly audience: string
  readonly issuedAt: number
  readonly expiresAt: number
  readonly revokedAt: number | null
}

/** An opaque access token by its digest in hexadecimal. */
export function findOpaqueAccessToken(
  db: ReadableDb,
  { digest }: { readonly digest: string },
): OpaqueAccessToken | undefined {
  return findRow<OpaqueAccessToken>(
    db,
    /* sql */ `
    SELECT id, grant_id AS grantId, client_id AS clientId, subject, scope, audience,
           issued_at AS issuedAt, expires_at AS expiresAt, revoked_at AS revokedAt
      FROM opaque_access_tokens WHERE digest = unhex(?)`,
    digest,
  )
}

/** Whether this one JWT access token was revoked by its `jti`. */
export function isAccessTokenRevoked(db: ReadableDb, { id }: { readonly id: string }): boolean {
  return (
    findRow(db, /* sql */ `SELECT id FROM revoked_access_tokens WHERE id = ?`, id) !== undefined
  )
}

/** Revokes one access token (RFC 7009 §2.1): its grant lives on. */
export function revokeAccessToken(
  db: WritableDb,
  {
    id,
    digest,
    expiresAt,
    now,
  }: {
    readonly id: string
    readonly digest: Uint8Array | null
    readonly expiresAt: number
    readonly now: number
  },
): void {
  if (digest === null)
    change(
      db,
      /* sql */ `INSERT INTO revoked_access_tokens (id, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING`,
      id,
      expiresAt,
    )
  else
    change(
      db,
      /* sql */ `UPDATE opaque_access_tokens SET revoked_at = ? WHERE digest = ? AND revoked_at IS NULL`,
      now,
      digest,
    )
}
