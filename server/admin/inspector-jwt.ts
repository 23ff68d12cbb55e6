import { compactVerify, importJWK, type JWK } from 'jose'

import type { JsonObject } from '#domain/jwt-parts.ts'
import type { JwtProof } from '#domain/jwt-proof.ts'
import { withoutTokens } from '#domain/token-text.ts'

/** Verifies a JWT's signature by the published keys alone: no key that a token brings is used. */
export async function proveJwt(
  token: string,
  header: JsonObject,
  keys: readonly JWK[],
): Promise<JwtProof> {
  const { alg, kid, crit } = header
  // RFC 8725 §3.2: in any spelling.
  if (typeof alg !== 'string' || alg.toLowerCase() === 'none') return { kind: 'unsigned' }
  if (/^hs/i.test(alg)) return { kind: 'symmetric', algorithm: named(alg) }
  if (crit !== undefined) return { kind: 'critical header', names: named(crit) }
  if (typeof kid !== 'string') return proveWithoutName(token, alg, keys)
  const key = keys.find((known) => known.kid === kid)
  if (!key) return { kind: 'unknown key', kid: named(kid) }
  if (key.alg !== alg)
    return { kind: 'wrong algorithm', keyAlgorithm: key.alg ?? '', algorithm: named(alg) }
  return (await fits(token, key)) ? verifiedBy(key, keys) : { kind: 'bad signature', kid }
}

async function proveWithoutName(
  token: string,
  alg: string,
  keys: readonly JWK[],
): Promise<JwtProof> {
  for (const key of keys.filter((known) => known.alg === alg)) {
    if (await fits(token, key)) return verifiedBy(key, keys)
  }
  return { kind: 'unnamed key' }
}

async function fits(token: string, key: JWK): Promise<boolean> {
  try {
    await compactVerify(token, await importJWK(key), { algorithms: [key.alg ?? ''] })
    return true
  } catch {
    return false
  }
}

function verifiedBy(key: JWK, keys: readonly JWK[]): JwtProof {
  const current = keys.findLast(({ alg }) => alg === key.alg)
  return { kind: 'verified', kid: key.kid ?? '', isCurrent: current === key }
}

/** What a token says of itself, for a sentence. */
function named(value: unknown): string {
  const text = withoutTokens(typeof value === 'string' ? value : JSON.stringify(value))
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
