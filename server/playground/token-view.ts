import { compactVerify, createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet } from 'jose'

import type { PlaygroundTokenView } from '#contract/playground.ts'
import { fingerprint } from '#domain/secret.ts'

import { contact, userAgent } from './contact.ts'
import type { PlaygroundOptions } from './options.ts'

export type TokenKind = PlaygroundTokenView['kind']

export interface NamedToken {
  readonly kind: TokenKind
  readonly name: string
  readonly value: string
  /** As the token response said; a JWT's own claim goes before. */
  readonly expiresAt: number | null
}

type Decoded = NonNullable<PlaygroundTokenView['jwt']>

/** The issuer's keys, as anybody gets them. */
export async function fetchKeys(options: PlaygroundOptions): Promise<JSONWebKeySet> {
  const { body } = await contact(options, {
    endpoint: 'jwks_uri',
    method: 'GET',
    headers: { 'user-agent': userAgent },
  })
  // Our own endpoint's answer (RFC 7517 §5); jose checks each key that it uses.
  return JSON.parse(body) as JSONWebKeySet
}

/** What a token says, and whether its signature is the issuer's; never its value. */
export async function describeToken(
  token: NamedToken,
  keys: JSONWebKeySet,
): Promise<PlaygroundTokenView> {
  const jwt = await decode(token.value, keys)
  const claimed = jwt?.claims['exp']
  return {
    name: token.name,
    kind: token.kind,
    fingerprint: fingerprint(token.value),
    jwt,
    expiresAt: typeof claimed === 'number' ? claimed : token.expiresAt,
  }
}

async function decode(value: string, keys: JSONWebKeySet): Promise<Decoded | null> {
  const [, payload] = value.split('.')
  if (payload === undefined) return null
  // JSON too (RFC 7515 §4).
  const header = { ...decodeProtectedHeader(value) } as Decoded['header']
  // The payload of a JWT is a JSON object (RFC 7519 §7.2); the contract checks it again.
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Decoded['claims']
  try {
    const { protectedHeader } = await compactVerify(value, createLocalJWKSet(keys))
    const words = `Signed by the issuer’s key ${protectedHeader.kid ?? ''} (${protectedHeader.alg}).`
    return { header, claims, verified: true, words }
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown'
    return { header, claims, verified: false, words: `The signature could not be verified: ${why}` }
  }
}
