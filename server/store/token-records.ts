import { findRow, type ReadableDb } from './database.ts'

/** Until when a grant's code may be redeemed, and when it was; `undefined` once it is swept. */
export function findCodeRecord(
  db: ReadableDb,
  { grantId }: { readonly grantId: number },
): { readonly expiresAt: number; readonly consumedAt: number | null } | undefined {
  return findRow(
    db,
    /* sql */ `
    SELECT expires_at AS expiresAt, consumed_at AS consumedAt
      FROM authorization_codes WHERE grant_id = ?`,
    grantId,
  )
}

export interface AccessTokenOfGrant {
  readonly format: 'jwt' | 'opaque'
  readonly issuedAt: number
  readonly expiresAt: number
  /** Of this one token, not of its grant. */
  readonly revoked: number
}

/** An access token by its `jti`, which names its grant. */
export function findAccessTokenOfGrant(
  db: ReadableDb,
  key: { readonly grantId: number; readonly id: string },
): AccessTokenOfGrant | undefined {
  return findRow<AccessTokenOfGrant>(
    db,
    /* sql */ `
    SELECT access_token_format AS format, at AS issuedAt, access_expires_at AS expiresAt,
           EXISTS (SELECT 1 FROM revoked_access_tokens WHERE id = @id)
           OR EXISTS (SELECT 1 FROM opaque_access_tokens AS o
                       WHERE o.grant_id = @grantId AND o.id = @id
                         AND o.revoked_at IS NOT NULL) AS revoked
      FROM grant_history
     WHERE grant_id = @grantId AND access_token_id = @id
     ORDER BY id LIMIT 1`, // grant_history_by_grant, opaque_access_tokens_by_grant
    key,
  )
}
