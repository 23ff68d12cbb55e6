import { jwtVerify, type JWTPayload } from 'jose'

import { digest } from '#domain/secret.ts'

import type { KeyRing } from './key-ring.ts'

/** Verified tokens that are remembered: an API asks about the same token again and again. */
const limit = 4096

/**
 * The claims of a JWT that one of our keys signed, for this issuer; `undefined` for any other
 * token. Its times are the caller's to judge.
 */
export type ClaimsVerifier = (
  token: string,
  typ: 'JWT' | 'at+jwt',
) => Promise<JWTPayload | undefined>

/** A signature is verified once: whether it is good never changes, as long as its key is ours. */
export function openClaimsVerifier(keys: KeyRing, issuer: () => string): ClaimsVerifier {
  // By digest: no token is kept.
  const verified = new Map<string, { readonly payload: JWTPayload; readonly keys: object }>()

  const verify = async (token: string, typ: string): Promise<JWTPayload | undefined> => {
    try {
      const { payload } = await jwtVerify(token, ({ kid, alg }) => keys.verifier(kid, alg), {
        issuer: issuer(),
        typ,
        currentDate: new Date(0),
      })
      return payload
    } catch {
      return undefined
    }
  }
  return async (token, typ) => {
    const key = `${typ} ${digest(token).toString('base64url')}`
    const known = verified.get(key)
    // A changed set of keys forgets: a key that is gone verifies nothing.
    if (known?.keys === keys.published()) return known.payload
    const payload = await verify(token, typ)
    if (payload && verified.size >= limit) verified.clear()
    if (payload) verified.set(key, { payload, keys: keys.published() })
    return payload
  }
}
