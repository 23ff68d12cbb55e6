import { grantTokens } from './grant-token.ts'
import { howLongBefore } from './moment.ts'
import { codeChallenge, isCodeVerifier } from './pkce.ts'
import type { EpochSeconds } from './time.ts'

/** Seconds that an authorization code lives (RFC 6749 §4.1.2 allows ten minutes, ASVS 10.4.3 one). */
export const codeLifetime = 60

/** Authorization codes: one a grant, its generation 0. */
export const authorizationCodes = grantTokens('lkc_')

/** What a code was bound to when it was issued. */
export interface CodeFacts {
  readonly clientId: string
  readonly redirectUri: string
  /** Whether the authorization request named it: then the token request must too. */
  readonly redirectUriSent: boolean
  readonly codeChallenge: string | null
  readonly expiresAt: EpochSeconds
  readonly consumedAt: EpochSeconds | null
  /** Whether the grant still stands: neither revoked nor left without its client or user. */
  readonly grantIsActive: boolean
  readonly userIsActive: boolean
}

export interface CodeRedeeming {
  readonly clientId: string
  readonly redirectUri: string | undefined
  readonly codeVerifier: string | undefined
}

/** Names of the checks, in the order they are made. */
export const codeChecks = [
  'code',
  'code.client',
  'code.redirect_uri',
  'code_verifier',
  'code.consumed',
  'code.lifetime',
  'code.revoked',
  'code.user',
] as const
export type CodeCheck = (typeof codeChecks)[number]

export type CodeRedemption =
  | { readonly kind: 'redeem' }
  /** A valid second use: whoever comes second, what the first use issued goes (RFC 6749 §4.1.2). */
  | { readonly kind: 'replayed' }
  | {
      readonly kind: 'refused'
      readonly check: CodeCheck
      readonly expected: string
      readonly received: string
    }

/**
 * Decides on one redemption. Everything that makes a request valid comes before `consumed`, so an
 * invalid replay revokes nothing (OAuth 2.1 §4.1.3: it would be a way to shut others out).
 */
export function redeemCode(
  code: CodeFacts,
  request: CodeRedeeming,
  now: EpochSeconds,
): CodeRedemption {
  const refused = (check: CodeCheck, expected: string, received: string): CodeRedemption => ({
    kind: 'refused',
    check,
    expected,
    received,
  })
  if (code.clientId !== request.clientId)
    return refused('code.client', 'a code of this client', 'a code of another client')
  if (!redirectUriAgrees(code, request.redirectUri))
    return refused('code.redirect_uri', code.redirectUri, request.redirectUri ?? 'nothing')
  const verifier = verifierProblem(code.codeChallenge, request.codeVerifier)
  if (verifier) return refused('code_verifier', verifier.expected, verifier.received)
  if (code.consumedAt !== null) return { kind: 'replayed' }
  if (code.expiresAt <= now)
    return refused(
      'code.lifetime',
      `within ${codeLifetime} seconds`,
      `expired ${howLongBefore(code.expiresAt, now)}`,
    )
  if (!code.grantIsActive)
    return refused('code.revoked', 'a grant that stands', 'a grant that was revoked or orphaned')
  if (!code.userIsActive) return refused('code.user', 'a user who may sign in', 'a disabled user')
  return { kind: 'redeem' }
}

/** RFC 6749 §4.1.3: identical to the authorization request's, and required if it was there. */
function redirectUriAgrees(code: CodeFacts, received: string | undefined): boolean {
  return received === undefined ? !code.redirectUriSent : received === code.redirectUri
}

/** RFC 7636 §4.6; a verifier without a challenge is a downgrade (RFC 9700 §4.8.2). */
function verifierProblem(
  challenge: string | null,
  verifier: string | undefined,
): { readonly expected: string; readonly received: string } | undefined {
  if (challenge === null)
    return verifier === undefined
      ? undefined
      : { expected: 'no code_verifier: there was no code_challenge', received: 'a code_verifier' }
  if (verifier === undefined) return { expected: 'a code_verifier', received: 'nothing' }
  if (!isCodeVerifier(verifier))
    return {
      expected: '43 to 128 unreserved characters (RFC 7636 §4.1)',
      received: `${verifier.length} characters`,
    }
  // The client skipped the hash: what RFC 7636 §4.2 calls `plain`, by mistake.
  if (verifier === challenge)
    return { expected: `challenge ${challenge}`, received: 'the code_challenge itself' }
  const computed = codeChallenge(verifier)
  return computed === challenge
    ? undefined
    : { expected: `challenge ${challenge}`, received: `challenge ${computed}` }
}
