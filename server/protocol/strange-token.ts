import { decodeProtectedHeader, decodeJwt } from 'jose'

import { fingerprint } from '#domain/secret.ts'

/** What values of ours are, by how they begin. */
const kinds = [
  ['lkr_', 'a refresh token'],
  ['lkc_', 'an authorization code'],
  ['lka_', 'an opaque access token'],
] as const

/** Characters of a code and of a refresh token (`domain/grant-token.ts`). */
const grantTokenLength = 60

/**
 * What came in the place of a token of ours, as far as its shape tells: for the record, never with
 * its value.
 */
export function describeStranger(
  value: string,
  wanted: 'lkr_' | 'lkc_' | 'access token',
  isGrantKnown: boolean,
): string {
  const print = fingerprint(value)
  const [prefix, kind] = kinds.find(([prefix]) => value.startsWith(prefix)) ?? []
  if (prefix === undefined)
    return `${describeJwt(value) ?? 'a value that is none of ours'} (${print})`
  const isWanted = prefix === wanted || (prefix === 'lka_' && wanted === 'access token')
  if (!isWanted) return `${kind} in its place (${print})`
  if (prefix !== 'lka_' && value.length !== grantTokenLength)
    return `${kind} that was cut or changed: ${grantTokenLength} characters are right (${print})`
  if (prefix === 'lka_' || !isGrantKnown) return `never issued here, or deleted since (${print})`
  return `${kind} that this issuer's key did not make: changed, or of another issuer (${print})`
}

/** A JWT says of itself who made it; nothing of this is believed. */
function describeJwt(value: string): string | undefined {
  try {
    const { iss } = decodeJwt(value)
    const { kid } = decodeProtectedHeader(value)
    const issuer =
      typeof iss === 'string' ? `that says it is of ${iss.slice(0, 100)}` : 'without issuer'
    const key = typeof kid === 'string' ? `, key ${kid.slice(0, 60)}` : ', without a key id'
    return `a JWT ${issuer}${key}`
  } catch {
    return undefined
  }
}
