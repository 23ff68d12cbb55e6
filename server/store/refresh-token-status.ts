/**
 * The status of a refresh token (a row of `grants` with generation > 0), derived here and nowhere
 * else: the grid, the detail, introspection and the token endpoint all select this expression.
 * Takes one bound parameter, `@now` in epoch seconds.
 */
export const statusOfGrant = /* sql */ `
  CASE
    WHEN grants.revoked_at IS NOT NULL AND grants.replayed = 1 THEN 'replayed'
    WHEN grants.revoked_at IS NOT NULL THEN 'revoked'
    WHEN grants.orphaned_at IS NOT NULL THEN 'orphaned'
    WHEN min(grants.idle_expires_at, grants.absolute_expires_at) <= @now THEN 'expired'
    ELSE 'active'
  END`

/** When a token ends if nobody uses it again. */
export const expiryOfGrant = /* sql */ `min(grants.idle_expires_at, grants.absolute_expires_at)`
