import type { KeyObject } from 'node:crypto'

import type { JWK } from 'jose'

import { authorizationCodes } from './authorization-code.ts'
import { refreshTokens } from './refresh-token.ts'

/** What tokens are proven by. The secret key stays inside: all it tells is yes or no. */
export interface TokenProofs {
  /** The JWK Set's keys; of each algorithm the last one signs. */
  readonly publishedKeys: () => readonly JWK[]
  /** Whether this issuer made the refresh token or code for the grant that has this salt. */
  readonly isOurs: (kind: 'refresh token' | 'code', salt: Uint8Array, token: string) => boolean
}

export function tokenProofs(
  rotationKey: KeyObject,
  publishedKeys: () => readonly JWK[],
): TokenProofs {
  return {
    publishedKeys,
    isOurs: (kind, salt, token) =>
      (kind === 'code' ? authorizationCodes : refreshTokens).verify(rotationKey, salt, token),
  }
}
