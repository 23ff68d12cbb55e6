import {
  redeemCode,
  type CodeFacts,
  type CodeRedeeming,
  type CodeRedemption,
} from '#domain/authorization-code.ts'
import { randomSalt } from '#domain/secret.ts'

import { insertAccessToken, type AccessTokenRecord } from './access-tokens.ts'
import { change, findRow, insertRow, type WritableDb } from './database.ts'
import { describeGrantEnding, describeSpending } from './grant-ending.ts'
import { insertHistory } from './grant-history.ts'
import type { UserAgent } from './grants.ts'
import { finishInteraction } from './interactions.ts'
import { revokeGrantRow } from './revocations.ts'

/** Everything that the user's yes fixes. */
export interface Authorization extends UserAgent {
  /** `null` where the user was not asked anything. */
  readonly interaction: Uint8Array | null
  readonly subject: string
  readonly clientId: string
  readonly scope: string
  readonly resource: string | null
  readonly sessionId: string
  readonly authenticatedAt: number
  /** When the grant's refresh token ends at the latest, or `null` where none will be issued. */
  readonly absoluteExpiresAt: number | null
  readonly redirectUri: string
  readonly redirectUriSent: boolean
  readonly codeChallenge: string | null
  readonly nonce: string | null
  readonly codeExpiresAt: number
  /** When the remembered consent ends, or `null` where it is not remembered. */
  readonly consentExpiresAt: number | null
  readonly now: number
}

/** What the code of a new grant is derived from. */
export interface NewGrant {
  readonly grantId: number
  readonly salt: Uint8Array
}

/** Answers an interaction with a grant and its code; `undefined` when it was answered before. */
export function insertAuthorization(
  db: WritableDb,
  authorization: Authorization,
): NewGrant | undefined {
  const { interaction, now } = authorization
  if (interaction && !finishInteraction(db, { digest: interaction, now })) return undefined
  const salt = randomSalt()
  const grantId = insertGrant(db, authorization, salt)
  insertRow(
    db,
    /* sql */ `
    INSERT INTO authorization_codes (grant_id, redirect_uri, redirect_uri_sent, code_challenge,
                                     nonce, refresh, expires_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)`,
    grantId,
    authorization.redirectUri,
    Number(authorization.redirectUriSent),
    authorization.codeChallenge,
    authorization.nonce,
    Number(authorization.absoluteExpiresAt !== null),
    authorization.codeExpiresAt,
  )
  if (authorization.consentExpiresAt !== null) rememberConsent(db, authorization)
  return { grantId, salt }
}

function insertGrant(db: WritableDb, authorization: Authorization, salt: Uint8Array): number {
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
    salt,
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
  readonly clientId: string
  readonly redirectUri: string
  readonly redirectUriSent: number
  readonly codeChallenge: string | null
  readonly nonce: string | null
  readonly refresh: number
  readonly expiresAt: number
  readonly consumedAt: number | null
  readonly grantIsActive: number
  readonly userDisabled: number | null
}

// Subqueries where one would join: SQLite answers a join of two rows several times slower.
const codeOfGrant = /* sql */ `
  SELECT redirect_uri AS redirectUri, redirect_uri_sent AS redirectUriSent,
         code_challenge AS codeChallenge, nonce, refresh, expires_at AS expiresAt,
         consumed_at AS consumedAt,
         (SELECT client_id FROM grants WHERE id = grant_id) AS clientId,
         (SELECT revoked_at IS NULL AND orphaned_at IS NULL FROM grants
           WHERE id = grant_id) AS grantIsActive,
         (SELECT disabled FROM users
           WHERE subject = (SELECT subject FROM grants WHERE id = grant_id)) AS userDisabled
    FROM authorization_codes WHERE grant_id = ?`

export interface CodeRequest extends UserAgent {
  readonly grantId: number
  readonly request: CodeRedeeming
  readonly accessToken: AccessTokenRecord
  /** When the first refresh token ends unused. */
  readonly idleExpiresAt: number
  readonly now: number
}

export type RedeemedCode =
  | { readonly kind: 'unknown' }
  | Extract<CodeRedemption, { readonly kind: 'refused' }>
  /** `spent`: when and from where it was used first, in words. */
  | { readonly kind: 'replayed'; readonly spent: string }
  /** `refresh`: whether the client gets a refresh token too. */
  | { readonly kind: 'redeem'; readonly refresh: boolean; readonly nonce: string | null }

/**
 * Redeems a code that was proven to be ours for the first access token, and the first refresh
 * token where one was agreed.
 */
export function redeemAuthorizationCode(db: WritableDb, input: CodeRequest): RedeemedCode {
  const row = findRow<CodeRow>(db, codeOfGrant, input.grantId)
  if (!row) return { kind: 'unknown' }
  const facts: CodeFacts = {
    ...row,
    redirectUriSent: row.redirectUriSent === 1,
    grantIsActive: row.grantIsActive === 1,
    userIsActive: row.userDisabled === 0,
  }
  const redemption = redeemCode(facts, input.request, input.now)
  if (redemption.kind === 'replayed') return revokeReplayed(db, input)
  if (redemption.kind === 'refused') return withEnding(db, input, redemption)
  const refresh = row.refresh === 1
  spend(db, input, refresh)
  return { kind: 'redeem', refresh, nonce: row.nonce }
}

function revokeReplayed(db: WritableDb, { grantId, now }: CodeRequest): RedeemedCode {
  const spent = describeSpending(db, { grantId, generation: 0, now })
  revokeGrantRow(db, {
    grantId,
    by: 'the issuer',
    reason: 'The authorization code was used a second time.',
    replayed: true,
    accessToo: true,
    now,
  })
  return { kind: 'replayed', spent }
}

type RefusedCode = Extract<CodeRedemption, { readonly kind: 'refused' }>

function withEnding(db: WritableDb, input: CodeRequest, refusal: RefusedCode): RefusedCode {
  if (refusal.check !== 'code.revoked') return refusal
  const ending = describeGrantEnding(db, { id: input.grantId, now: input.now })
  return { ...refusal, received: ending ?? refusal.received }
}

function spend(db: WritableDb, input: CodeRequest, refresh: boolean): void {
  const { now } = input
  const consumed = change(
    db,
    /* sql */ `UPDATE authorization_codes SET consumed_at = ? WHERE grant_id = ? AND consumed_at IS NULL`,
    now,
    input.grantId,
  )
  if (consumed !== 1) throw new Error('A code was spent twice within one transaction.')
  if (refresh)
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
      input.grantId,
    )
  insertAccessToken(db, input.accessToken, now)
  insertHistory(db, {
    grantId: input.grantId,
    generation: refresh ? 1 : 0,
    kind: 'issued',
    accessToken: input.accessToken,
    ip: input.ip,
    userAgent: input.userAgent,
    now,
  })
}
