import type { RefreshTokenPolicy } from '#domain/client.ts'
import {
  idleExpiry,
  redeem,
  type Redeeming,
  type Redemption,
  type RefreshTokenStatus,
} from '#domain/refresh-token.ts'

import { insertAccessToken, type AccessTokenRecord } from './access-tokens.ts'
import { change, findRow, type ReadableDb, type WritableDb } from './database.ts'
import { describeGrantEnding, describeSpending } from './grant-ending.ts'
import { insertHistory, type HistoryEntry } from './grant-history.ts'
import { statusOfGrant } from './refresh-token-status.ts'
import { revokeGrantRow } from './revocations.ts'

export interface UserAgent {
  readonly ip: string | null
  readonly userAgent: string | null
}

/** A grant as it stands at `now`. */
export interface StoredGrant {
  readonly id: number
  readonly subject: string
  readonly clientId: string
  readonly scope: string
  readonly resource: string | null
  readonly sessionId: string | null
  readonly authenticatedAt: number
  readonly salt: Uint8Array
  readonly generation: number
  readonly issuedAt: number | null
  readonly rotatedAt: number | null
  readonly idleExpiresAt: number
  readonly absoluteExpiresAt: number
  readonly status: RefreshTokenStatus
  /** Whether its access tokens still count: not revoked with it, client and user still there. */
  readonly accessActive: boolean
  readonly userIsActive: boolean
}

interface GrantRow extends Omit<StoredGrant, 'accessActive' | 'userIsActive'> {
  readonly accessActive: number
  readonly userIsActive: number
}

/** What never changes about a grant. */
export type GrantOrigin = Pick<
  StoredGrant,
  'id' | 'subject' | 'clientId' | 'scope' | 'resource' | 'sessionId' | 'authenticatedAt' | 'salt'
>

/** Enough to know a token and to plan its successor; how the grant stands, its redemption decides. */
export function findGrantOrigin(
  db: ReadableDb,
  { id }: { readonly id: number },
): GrantOrigin | undefined {
  return findRow<GrantOrigin>(
    db,
    /* sql */ `
    SELECT id, subject, client_id AS clientId, scope, resource, session_id AS sessionId,
           authenticated_at AS authenticatedAt, salt
      FROM grants WHERE id = ? AND purge_at IS NULL`,
    id,
  )
}

// The user's row comes by a subquery: a join costs this read six times as much.
const grantById = /* sql */ `
  SELECT id, subject, client_id AS clientId, scope, resource, session_id AS sessionId,
         authenticated_at AS authenticatedAt, salt, generation, issued_at AS issuedAt,
         rotated_at AS rotatedAt, idle_expires_at AS idleExpiresAt,
         absolute_expires_at AS absoluteExpiresAt, ${statusOfGrant} AS status,
         access_revoked = 0 AND orphaned_at IS NULL AS accessActive,
         ifnull((SELECT disabled FROM users WHERE users.id = grants.user_id), 1) = 0 AS userIsActive
    FROM grants WHERE id = @id AND purge_at IS NULL`

export function findGrant(
  db: ReadableDb,
  key: { readonly id: number; readonly now: number },
): StoredGrant | undefined {
  const row = findRow<GrantRow>(db, grantById, key)
  if (!row) return undefined
  const userIsActive = row.userIsActive === 1
  return { ...row, accessActive: row.accessActive === 1 && userIsActive, userIsActive }
}

export interface RefreshRequest extends UserAgent {
  readonly grantId: number
  readonly policy: RefreshTokenPolicy
  readonly request: Redeeming
  readonly accessToken: AccessTokenRecord
  readonly now: number
}

export type RedeemedRefreshToken =
  | { readonly kind: 'unknown' }
  | Extract<Redemption, { readonly kind: 'refused' }>
  /** `current`: the generation that the client should hold; `spent`: when the other was, in words. */
  | { readonly kind: 'replayed'; readonly current: number; readonly spent: string }
  /** The generation whose token the client gets, or keeps. */
  | { readonly kind: 'rotate' | 'reuse' | 'grace'; readonly generation: number }

/** Redeems a refresh token that was proven to be ours; a replay revokes the grant, and commits. */
export function redeemRefreshToken(db: WritableDb, input: RefreshRequest): RedeemedRefreshToken {
  const { now, request } = input
  const grant = findGrant(db, { id: input.grantId, now })
  if (!grant || grant.generation === 0) return { kind: 'unknown' }
  const redemption = redeem({ ...grant, scope: grant.scope.split(' ') }, input.policy, request, now)
  switch (redemption.kind) {
    case 'refused':
      return redemption.check === 'refresh_token.revoked'
        ? {
            ...redemption,
            received: describeGrantEnding(db, { id: grant.id, now }) ?? redemption.received,
          }
        : redemption
    case 'replayed': {
      const { generation } = request
      const spent = describeSpending(db, { grantId: grant.id, generation, now })
      recordReplay(db, input)
      return { kind: 'replayed', current: grant.generation, spent }
    }
    case 'rotate':
      rotate(db, input, grant)
      recordUse(db, input, 'rotated', grant.generation + 1)
      return { kind: 'rotate', generation: grant.generation + 1 }
    case 'reuse':
      touch(db, input, grant)
      recordUse(db, input, 'reused', grant.generation)
      return { kind: 'reuse', generation: grant.generation }
    case 'grace':
      recordUse(db, input, 'grace', grant.generation)
      return { kind: 'grace', generation: grant.generation }
  }
}

/** The one conditional UPDATE that settles who rotates. */
function rotate(db: WritableDb, input: RefreshRequest, grant: StoredGrant): void {
  const rotated = change(
    db,
    /* sql */ `
    UPDATE grants
       SET generation = generation + 1, rotated_at = ?, last_used_at = ?, idle_expires_at = ?,
           uses = uses + 1, ip = ?, user_agent = ?
     WHERE id = ? AND generation = ? AND revoked_at IS NULL`,
    input.now,
    input.now,
    idleExpiry(input.policy, grant.absoluteExpiresAt, input.now),
    input.ip,
    input.userAgent,
    grant.id,
    grant.generation,
  )
  if (rotated !== 1) throw new Error('A generation was rotated twice within one transaction.')
}

function touch(db: WritableDb, input: RefreshRequest, grant: StoredGrant): void {
  change(
    db,
    /* sql */ `
    UPDATE grants
       SET last_used_at = ?, idle_expires_at = ?, uses = uses + 1, ip = ?, user_agent = ?
     WHERE id = ?`,
    input.now,
    idleExpiry(input.policy, grant.absoluteExpiresAt, input.now),
    input.ip,
    input.userAgent,
    grant.id,
  )
}

function recordUse(
  db: WritableDb,
  input: RefreshRequest,
  kind: HistoryEntry['kind'],
  generation: number,
): void {
  insertAccessToken(db, input.accessToken, input.now)
  insertHistory(db, { ...input, generation, kind })
}

function recordReplay(db: WritableDb, input: RefreshRequest): void {
  insertHistory(db, {
    ...input,
    generation: input.request.generation,
    kind: 'replayed',
    accessToken: null,
  })
  revokeGrantRow(db, {
    grantId: input.grantId,
    by: 'the issuer',
    reason: `Refresh token of generation ${input.request.generation} was used again.`,
    replayed: true,
    accessToo: true,
    now: input.now,
  })
}

/** Revokes a grant on its client's word (RFC 7009 §2.1); `false` when there was nothing to revoke. */
export function revokeGrant(
  db: WritableDb,
  input: {
    readonly grantId: number
    readonly by: string
    readonly reason: string
    readonly now: number
  },
): boolean {
  return revokeGrantRow(db, { ...input, replayed: false, accessToo: true })
}
