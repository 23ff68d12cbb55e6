import type { KeyObject } from 'node:crypto'

import type { JWK } from 'jose'

import type { SigningAlgorithm } from '#domain/resource.ts'
import { seal, unseal } from '#domain/seal.ts'
import {
  exportPrivateKey,
  generateSigningKey,
  importSigningKey,
  readPrivateKey,
  type SigningKey,
} from '#domain/signing-key.ts'
import type { EpochSeconds } from '#domain/time.ts'
import type { Store } from '#store/open-store.ts'

/** The signing keys, imported once. */
export interface KeyRing {
  /** The key that signs with this algorithm now; the first use of an algorithm makes it. */
  current(algorithm: SigningAlgorithm): Promise<SigningKey>
  /** The public half of the key that a JWT's header names. @throws where there is none. */
  verifier(kid: string | undefined, algorithm: string): KeyObject
  /** The JWK Set (RFC 7517 §5): public keys alone; the same object until a key is added. */
  published(): { readonly keys: readonly JWK[] }
}

export async function openKeyRing(
  store: Store,
  dataKey: Uint8Array,
  now: () => EpochSeconds,
): Promise<KeyRing> {
  const stored = await store.listSigningKeys({})
  const keys = await Promise.all(
    stored.map(({ kid, algorithm, privateKey }) =>
      // Only this module writes the column, from the same type.
      importSigningKey(
        algorithm as SigningAlgorithm,
        readPrivateKey(unseal(dataKey, kid, privateKey)),
      ),
    ),
  )
  const publish = (): { readonly keys: readonly JWK[] } => ({
    keys: keys.map(({ publicJwk }) => publicJwk),
  })
  let published = publish()
  const making = new Map<SigningAlgorithm, Promise<SigningKey>>()

  const make = async (algorithm: SigningAlgorithm): Promise<SigningKey> => {
    const key = await generateSigningKey(algorithm)
    await store.insertSigningKey({
      key: {
        kid: key.kid,
        algorithm,
        publicJwk: JSON.stringify(key.publicJwk),
        privateKey: seal(dataKey, key.kid, exportPrivateKey(key)),
      },
      now: now(),
    })
    // Published before it signs anything.
    keys.push(key)
    published = publish()
    return key
  }
  return {
    current(algorithm) {
      const known = keys.findLast((key) => key.algorithm === algorithm)
      if (known) return Promise.resolve(known)
      const begun = making.get(algorithm) ?? make(algorithm)
      making.set(algorithm, begun)
      // A failure is not for ever: the next call tries again.
      begun.catch(() => making.delete(algorithm))
      return begun
    },
    verifier(kid, algorithm) {
      const key = keys.find((known) => known.kid === kid && known.algorithm === algorithm)
      if (!key) throw new Error('No key of this issuer.')
      return key.publicKey
    },
    published: () => published,
  }
}
