import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto'

import { calculateJwkThumbprint, type JWK } from 'jose'

import type { SigningAlgorithm } from './resource.ts'

/** A key that signs (RFC 7517): imported once, used for every token of its algorithm. */
export interface SigningKey {
  readonly kid: string
  readonly algorithm: SigningAlgorithm
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  /** The public key as published in the JWK Set, with `kid`, `alg` and `use`. */
  readonly publicJwk: JWK
  /** The encoded header of a JWT of each type that it signs. */
  readonly headers: { readonly JWT: string; readonly 'at+jwt': string }
}

/** Makes a fresh key; its `kid` is the JWK thumbprint (RFC 7638). */
export async function generateSigningKey(algorithm: SigningAlgorithm): Promise<SigningKey> {
  return importSigningKey(algorithm, generatePrivateKey(algorithm))
}

export async function importSigningKey(
  algorithm: SigningAlgorithm,
  privateKey: KeyObject,
): Promise<SigningKey> {
  const publicKey = createPublicKey(privateKey)
  // Node types a JWK loosely; the keys generated below are the four shapes that jose knows.
  const jwk = publicKey.export({ format: 'jwk' }) as JWK
  const kid = await calculateJwkThumbprint(jwk)
  return {
    kid,
    algorithm,
    privateKey,
    publicKey,
    publicJwk: { ...jwk, kid, alg: algorithm, use: 'sig' },
    headers: {
      JWT: encode({ alg: algorithm, typ: 'JWT', kid }),
      'at+jwt': encode({ alg: algorithm, typ: 'at+jwt', kid }),
    },
  }
}

export function exportPrivateKey(key: SigningKey): Buffer {
  return key.privateKey.export({ format: 'der', type: 'pkcs8' })
}

export function readPrivateKey(der: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' })
}

function generatePrivateKey(algorithm: SigningAlgorithm): KeyObject {
  switch (algorithm) {
    case 'RS256':
    case 'PS256':
      return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    case 'ES256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    case 'EdDSA':
      return generateKeyPairSync('ed25519').privateKey
  }
}

/** Signs a JWT (RFC 7519) in the compact form (RFC 7515 §7.1). */
export async function signJwt(
  key: SigningKey,
  typ: 'JWT' | 'at+jwt',
  claims: object,
): Promise<string> {
  const input = `${key.headers[typ]}.${encode(claims)}`
  const signature = await signatureOf(key, Buffer.from(input, 'latin1'))
  return `${input}.${signature.toString('base64url')}`
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

/** RSA takes a quarter of a millisecond and goes to the thread pool; the curves do not pay for it. */
function signatureOf(key: SigningKey, input: Buffer): Promise<Buffer> | Buffer {
  switch (key.algorithm) {
    case 'ES256':
      // The bare key, because asking for the raw form costs two signatures more (Node 24).
      return rawSignature(sign('sha256', input, key.privateKey))
    case 'EdDSA':
      return sign(null, input, key.privateKey)
    case 'RS256':
      return signInPool(input, key.privateKey)
    case 'PS256':
      // RFC 7518 §3.5: MGF1 with SHA-256 and a salt of 32 bytes.
      return signInPool(input, { key: key.privateKey, padding: 6, saltLength: 32 })
  }
}

/** R ‖ S of 32 bytes each (RFC 7518 §3.4), out of DER's SEQUENCE of two INTEGERs (RFC 3279 §2.2.3). */
function rawSignature(der: Buffer): Buffer {
  const raw = Buffer.alloc(64)
  let end = 2
  for (const half of [32, 64]) {
    // An INTEGER has a zero in front where its first bit is set, and no other zeros.
    const start = end + 2
    end = start + der.readUInt8(end + 1)
    const digits = der.subarray(Math.max(start, end - 32), end)
    raw.set(digits, half - digits.length)
  }
  return raw
}

function signInPool(
  input: Buffer,
  key: KeyObject | { key: KeyObject; padding: number; saltLength: number },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sign('sha256', input, key, (error, signature) => (error ? reject(error) : resolve(signature)))
  })
}
