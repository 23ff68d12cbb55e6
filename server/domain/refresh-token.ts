import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto'

import type { RefreshTokenPolicy } from './client.ts'
import { beyond, type ScopeValues } from './scope.ts'
import type { EpochSeconds } from './time.ts'

const prefix = 'lkr_'
const headerBytes = 10

/** What a refresh token says of itself. Nothing of it is believed before `verifyRefreshToken`. */
export interface RefreshTokenClaim {
  readonly grantId: number
  readonly generation: number
}

/**
 * The refresh token of one generation: grant id (6 bytes), generation (4 bytes) and
 * HMAC-SHA-256(rotation key, salt ‖ grant id ‖ generation). A retry inside the grace window is
 * answered by making the same successor again, so no token value is ever stored.
 */
export function mintRefreshToken(
  rotationKey: KeyObject,
  salt: Uint8Array,
  { grantId, generation }: RefreshTokenClaim,
): string {
  const header = Buffer.alloc(headerBytes)
  header.writeUIntBE(grantId, 0, 6)
  header.writeUInt32BE(generation, 6)
  return prefix + Buffer.concat([header, sign(rotationKey, salt, header)]).toString('base64url')
}

/** `undefined` for anything that does not have the shape of a refresh token. */
export function readRefreshToken(token: string): RefreshTokenClaim | undefined {
  if (!/^lkr_[A-Za-z0-9_-]{56}$/.test(token)) return undefined
  const bytes = Buffer.from(token.slice(prefix.length), 'base64url')
  return { grantId: bytes.readUIntBE(0, 6), generation: bytes.readUInt32BE(6) }
}

/** Whether this issuer made the token (RFC 9700 §4.14.2: an encoded grant is integrity-protected). */
export function verifyRefreshToken(
  rotationKey: KeyObject,
  salt: Uint8Array,
  token: string,
): boolean {
  const bytes = Buffer.from(token.slice(prefix.length), 'base64url')
  const header = bytes.subarray(0, headerBytes)
  return timingSafeEqual(bytes.subarray(headerBytes), sign(rotationKey, salt, header))
}

function sign(rotationKey: KeyObject, salt: Uint8Array, header: Uint8Array): Buffer {
  return createHmac('sha256', rotationKey).update(salt).update(header).digest()
}

/** Derived by the store in one place (`store/refresh-token-status.ts`). */
export type RefreshTokenStatus = 'active' | 'revoked' | 'replayed' | 'expired' | 'orphaned'

/** What the store knows of the grant that a token names. */
export interface GrantFacts {
  readonly clientId: string
  readonly scope: ScopeValues
  readonly status: RefreshTokenStatus
  /** The current generation. */
  readonly generation: number
  /** When the current generation was made by rotation. */
  readonly rotatedAt: EpochSeconds | null
  readonly userIsActive: boolean
}

/** What the client asks. */
export interface Redeeming {
  readonly clientId: string
  readonly generation: number
  /** `undefined` asks for all that was granted (RFC 6749 §6). */
  readonly scope: ScopeValues | undefined
}

/** Names of the checks, in the order they are made. */
export const redemptionChecks = [
  'refresh_token',
  'refresh_token.client',
  'refresh_token.lifetime',
  'refresh_token.revoked',
  'refresh_token.user',
  'refresh_token.scope',
  'refresh_token.consumed',
] as const
export type RedemptionCheck = (typeof redemptionChecks)[number]

export type Redemption =
  | { readonly kind: 'rotate' }
  | { readonly kind: 'reuse' }
  | { readonly kind: 'grace' }
  | { readonly kind: 'replayed' }
  | {
      readonly kind: 'refused'
      readonly check: RedemptionCheck
      readonly error: 'invalid_grant' | 'invalid_scope'
      readonly expected: string
      readonly received: string
    }

/**
 * Decides on one redemption: exists (the caller found it) → belongs to this client → expired →
 * revoked → user → scope → consumed. A wrong client has no effect at all, and only the immediate
 * predecessor has grace (RFC 9700 §4.14.2).
 */
export function redeem(
  grant: GrantFacts,
  policy: RefreshTokenPolicy,
  request: Redeeming,
  now: EpochSeconds,
): Redemption {
  const refused = (
    check: RedemptionCheck,
    expected: string,
    received: string,
    error: 'invalid_grant' | 'invalid_scope' = 'invalid_grant',
  ): Redemption => ({ kind: 'refused', check, error, expected, received })

  if (grant.clientId !== request.clientId)
    return refused('refresh_token.client', 'a token of this client', 'a token of another client')
  if (grant.status === 'expired')
    return refused('refresh_token.lifetime', 'a token within its lifetime', 'an expired token')
  if (grant.status !== 'active')
    return refused('refresh_token.revoked', 'an active token', `a ${grant.status} token`)
  if (!grant.userIsActive)
    return refused('refresh_token.user', 'a user who may sign in', 'a disabled user')
  const extra = beyond(request.scope ?? [], grant.scope)
  if (extra.length > 0)
    return refused(
      'refresh_token.scope',
      `within ${grant.scope.join(' ')}`,
      extra.join(' '),
      'invalid_scope',
    )
  return consume(grant, policy, request.generation, now)
}

function consume(
  grant: GrantFacts,
  policy: RefreshTokenPolicy,
  generation: number,
  now: EpochSeconds,
): Redemption {
  if (generation === grant.generation)
    return { kind: policy.usage === 'rotate' ? 'rotate' : 'reuse' }
  // A spent token proves that two parties hold it. We cannot tell the thief from the client, so
  // the whole grant goes, unless it is the retry of a client that lost our last answer.
  const isPredecessor = generation === grant.generation - 1
  const inGrace = grant.rotatedAt !== null && now - grant.rotatedAt <= policy.graceSeconds
  return { kind: isPredecessor && inGrace && policy.graceSeconds > 0 ? 'grace' : 'replayed' }
}

/** When a token of this policy ends, used now; sliding never passes the absolute end. */
export function idleExpiry(
  policy: RefreshTokenPolicy,
  absoluteExpiresAt: EpochSeconds,
  now: EpochSeconds,
): EpochSeconds {
  return Math.min(now + policy.idleLifetime, absoluteExpiresAt)
}
