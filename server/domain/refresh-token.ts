import type { RefreshTokenPolicy } from './client.ts'
import { grantTokens } from './grant-token.ts'
import { howLongBefore } from './moment.ts'
import { beyond, type ScopeValues } from './scope.ts'
import type { EpochSeconds } from './time.ts'

/**
 * Refresh tokens, one a generation. A retry inside the grace window is answered by making the same
 * successor again.
 */
export const refreshTokens = grantTokens('lkr_')

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
  readonly idleExpiresAt: EpochSeconds
  readonly absoluteExpiresAt: EpochSeconds
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
    return refused('refresh_token.lifetime', 'a token within its lifetime', expiry(grant, now))
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

/** Which of its two ends came, and when. */
function expiry(
  { idleExpiresAt, absoluteExpiresAt }: Pick<GrantFacts, 'idleExpiresAt' | 'absoluteExpiresAt'>,
  now: EpochSeconds,
): string {
  return absoluteExpiresAt <= idleExpiresAt
    ? `expired ${howLongBefore(absoluteExpiresAt, now)}: its longest life was over`
    : `expired ${howLongBefore(idleExpiresAt, now)}: it was not used for too long`
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
