import {
  redeemCode,
  type CodeFacts,
  type CodeRedeeming,
  type CodeRedemption,
} from '#domain/authorization-code.ts'

import { insertAccessToken, type AccessTokenRecord } from './access-tokens.ts'
import { change, findRow, insertRow, type ReadableDb, type WritableDb } from './database.ts'
import { insertHistory } from './grant-history.ts'
import type { UserAgent } from './grants.ts'
import { finishInteraction } from './interactions.ts'
import { revokeGrantRow } from './revocations.ts'

/** Everything that the user's yes fixes, and the digest of the code that stands for it. */
export interface Authorization extends UserAgent {
  /** `null` where the user was not asked anything. */
  readonly interaction: Uint8Array | null
  readonly subject: string
  readonly clientId: string
  readonly scope: string
  readonly resource: string | null
  readonly sessionId: string
  readonly authenticatedAt: number
  readonly salt: Uint8Array
  /** When the grant's refresh token ends at the latest, or `null` where none will be issued. */
  readonly absoluteExpiresAt: number | null
  readonly code: Uint8Array
  readonly redirectUri: string
  readonly redirectUriSent: boolean
  readonly codeChallenge: string | null
  readonly nonce: string | null
  readonly codeExpiresAt: number
  /** When the remembered consent ends, or `null` where it is not remembered. */
  readonly consentExpiresAt: number | null
  readonly now: number
}

/** Answers an interaction with a grant and its code; `false` when it was answered before. */
export function insertAuthorization(db: WritableDb, authorization: Authorization): boolean {
  const { interaction, now } = authorization
  if (interaction && !finishInteraction(db, { digest: interaction, now })) return false
  const grantId = insertGrant(db, authorization)
  insertRow(
    db,
    /* sql */ `
    INSERT INTO authorization_codes (digest, grant_id, client_id, redirect_uri, redirect_uri_sent,
                                     code_challenge, nonce, refresh, expires_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    authorization.code,
    grantId,
    authorization.clientId,
    authorization.redirectUri,
    Number(authorization.redirectUriSent),
    authorization.codeChallenge,
    authorization.nonce,
    Number(authorization.absoluteExpiresAt !== null),
    authorization.codeExpiresAt,
  )
  if (authorization.consentExpiresAt !== null) rememberConsent(db, authorization)
  return true
}

function insertGrant(db: WritableDb, authorization: Authorization): number {
  const end = authorization.absoluteExpiresAt ?? authorization.now
  return insertRow(
    db,
    /* sql */ `
    INSERT INTO grants (user_id, subject, client_id, scope, resource, session_id, authenticated_at,
                        salt, created_at, generation, idle_expires_at, absolute_expires_at, uses,
                        ip, user_agent, replayed, access_revoked)
    VALUES ((SELECT id FROM users WHERE subject = ?),
            ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, 0, ?, ?, 0, 0)`,
    authorization.subject,
    authorization.subject,
    authorization.clientId,
    authorization.scope,
    authorization.resource,
    authorization.sessionId,
    authorization.authenticatedAt,
    authorization.salt,
    authorization.now,
    end,
    end,
    authorization.ip,
    authorization.userAgent,
  )
}

function rememberConsent(db: WritableDb, authorization: Authorization): void {
  change(
    db,
    /* sql */ `
    INSERT INTO consents (subject, client_id, scope, offline_lifetime, granted_at, expires_at)
    VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (subject, client_id) DO UPDATE
       SET scope = excluded.scope, offline_lifetime = excluded.offline_lifetime,
           granted_at = excluded.granted_at, expires_at = excluded.expires_at`,
    authorization.subject,
    authorization.clientId,
    authorization.scope,
    authorization.absoluteExpiresAt && authorization.absoluteExpiresAt - authorization.now,
    authorization.now,
    authorization.consentExpiresAt,
  )
}

interface CodeRow {
  readonly grant_id: number
  readonly client_id: string
  readonly redirect_uri: string
  readonly redirect_uri_sent: number
  readonly code_challenge: string | null
  readonly nonce: string | null
  readonly refresh: number
  readonly expires_at: number
  readonly consumed_at: number | null
  readonly grant_active: number
  readonly user_disabled: number | null
}

/** A code with the grant that it stands for; a code is found by its digest alone. */
export interface StoredCode extends CodeFacts {
  readonly grantId: number
  readonly nonce: string | null
  /** Whether it is redeemed for a refresh token too. */
  readonly refresh: boolean
}

// Subqueries where one would join: SQLite answers a join of two rows several times slower.
const codeByDigest = /* sql */ `
  SELECT grant_id, client_id, redirect_uri, redirect_uri_sent, code_challenge, nonce, refresh,
         expires_at, consumed_at,
         (SELECT revoked_at IS NULL AND orphaned_at IS NULL FROM grants
           WHERE id = grant_id) AS grant_active,
         (SELECT disabled FROM users
           WHERE subject = (SELECT subject FROM grants WHERE id = grant_id)) AS user_disabled
    FROM authorization_codes WHERE digest = ?`

export function findAuthorizationCode(
  db: ReadableDb,
  { code }: { readonly code: Uint8Array },
): StoredCode | undefined {
  const row = findRow<CodeRow>(db, codeByDigest, code)
  return (
    row && {
      grantId: row.grant_id,
      clientId: row.client_id,
      redirectUri: row.redirect_uri,
      redirectUriSent: row.redirect_uri_sent === 1,
      codeChallenge: row.code_challenge,
      nonce: row.nonce,
      refresh: row.refresh === 1,
      expiresAt: row.expires_at,
      consumedAt: row.consumed_at,
      grantIsActive: row.grant_active === 1,
      userIsActive: row.user_disabled === 0,
    }
  )
}

export interface CodeRequest extends UserAgent {
  readonly code: Uint8Array
  readonly request: CodeRedeeming
  readonly accessToken: AccessTokenRecord
  /** When the first refresh token ends unused. */
  readonly idleExpiresAt: number
  readonly now: number
}

export type RedeemedCode = CodeRedemption | { readonly kind: 'unknown' }

/** Redeems a code for the first access token, and the first refresh token where one was agreed. */
export function redeemAuthorizationCode(db: WritableDb, input: CodeRequest): RedeemedCode {
  const code = findAuthorizationCode(db, input)
  if (!code) return { kind: 'unknown' }
  const redemption = redeemCode(code, input.request, input.now)
  if (redemption.kind === 'replayed')
    revokeGrantRow(db, {
      grantId: code.grantId,
      by: 'the issuer',
      reason: 'The authorization code was used a second time.',
      replayed: true,
      accessToo: true,
      now: input.now,
    })
  if (redemption.kind === 'redeem') spend(db, input, code)
  return redemption
}

function spend(db: WritableDb, input: CodeRequest, code: StoredCode): void {
  const { now } = input
  const consumed = change(
    db,
    /* sql */ `UPDATE authorization_codes SET consumed_at = ? WHERE digest = ? AND consumed_at IS NULL`,
    now,
    input.code,
  )
  if (consumed !== 1) throw new Error('A code was spent twice within one transaction.')
  if (code.refresh)
    change(
      db,
      /* sql */ `
      UPDATE grants SET generation = 1, issued_at = ?, ip = ?, user_agent = ?,
                        idle_expires_at = min(?, absolute_expires_at)
       WHERE id = ?`,
      now,
      input.ip,
      input.userAgent,
      input.idleExpiresAt,
      code.grantId,
    )
  insertAccessToken(db, input.accessToken, now)
  insertHistory(db, {
    grantId: code.grantId,
    generation: code.refresh ? 1 : 0,
    kind: 'issued',
    accessToken: input.accessToken,
    ip: input.ip,
    userAgent: input.userAgent,
    now,
  })
}
