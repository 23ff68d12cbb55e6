import { hash } from 'node:crypto'

import type { SigningAlgorithm } from './resource.ts'
import type { EpochSeconds } from './time.ts'
import { userClaims, type User } from './user.ts'

/** Seconds that an id token may be used to sign in. */
export const idTokenLifetime = 3600

export interface IdTokenFacts {
  readonly issuer: string
  readonly clientId: string
  readonly user: User
  readonly scope: readonly string[]
  readonly nonce: string | null
  readonly authenticatedAt: EpochSeconds
  readonly sessionId: string | null
  readonly accessToken: string
  readonly algorithm: SigningAlgorithm
  /** The client's switch: profile and email claims here too, not at userinfo alone. */
  readonly withProfile: boolean
}

/** The claims of an id token (OIDC Core §2); user claims never replace the protocol's own. */
export function idTokenClaims(token: IdTokenFacts, now: EpochSeconds): object {
  return {
    ...(token.withProfile ? userClaims(token.user, token.scope) : {}),
    iss: token.issuer,
    sub: token.user.subject,
    aud: token.clientId,
    iat: now,
    exp: now + idTokenLifetime,
    auth_time: token.authenticatedAt,
    at_hash: accessTokenHash(token.accessToken, token.algorithm),
    ...(token.nonce === null ? {} : { nonce: token.nonce }),
    ...(token.sessionId === null ? {} : { sid: token.sessionId }),
  }
}

/** OIDC Core §3.1.3.6: the left half of the hash that the signature's algorithm uses. */
function accessTokenHash(accessToken: string, algorithm: SigningAlgorithm): string {
  const whole = hash(algorithm === 'EdDSA' ? 'sha512' : 'sha256', accessToken, 'buffer')
  return whole.toString('base64url', 0, whole.length / 2)
}
