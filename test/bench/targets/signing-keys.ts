import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type Algorithm = 'ES256' | 'RS256'
export type SigningKeys = Readonly<Record<Algorithm, KeyObject>>

/** A target's private keys: made by its first start, since an issuer does not make them at each. */
export function openSigningKeys(folder: string): SigningKeys {
  return {
    ES256: openKey(join(folder, 'es256.pem'), () =>
      generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    ),
    RS256: openKey(join(folder, 'rs256.pem'), () =>
      generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ),
  }
}

function openKey(file: string, make: () => { readonly privateKey: KeyObject }): KeyObject {
  if (existsSync(file)) return createPrivateKey(readFileSync(file))
  const { privateKey } = make()
  writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 })
  return privateKey
}

/** Signs a JWT in the cheapest way that Node has for its algorithm. */
export type JwtSigner = (algorithm: Algorithm, claims: object) => Promise<string> | string

export function openJwtSigner(keys: SigningKeys): JwtSigner {
  const headers = {
    ES256: encode({ alg: 'ES256', typ: 'at+jwt', kid: 'ES256' }),
    RS256: encode({ alg: 'RS256', typ: 'at+jwt', kid: 'RS256' }),
  }
  return (algorithm, claims) => {
    const input = `${headers[algorithm]}.${encode(claims)}`
    const bytes = Buffer.from(input)
    if (algorithm === 'ES256')
      return `${input}.${rawSignature(sign('sha256', bytes, keys.ES256)).toString('base64url')}`
    // A quarter of a millisecond: worth the way to the thread pool, where other cores are.
    return new Promise((resolve, reject) => {
      sign('sha256', bytes, keys.RS256, (error, signature) =>
        error ? reject(error) : resolve(`${input}.${signature.toString('base64url')}`),
      )
    })
  }
}

/** The claims of a JWT that `keys` signed; throws on any other. */
export function openJwtVerifier(keys: SigningKeys): (jwt: string) => Record<string, unknown> {
  const publicKey = createPublicKey(keys.ES256)
  return (jwt) => {
    const [header = '', payload = '', signature = ''] = jwt.split('.')
    const input = Buffer.from(`${header}.${payload}`)
    const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const
    if (!verify('sha256', input, key, Buffer.from(signature, 'base64url')))
      throw new Error('The signature does not match.')
    // What this target has signed is a JSON object.
    return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
  }
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

/**
 * The two numbers of an ECDSA signature, 32 bytes each (RFC 7518 §3.4), out of their DER sequence:
 * half as dear as to ask Node for this form.
 */
function rawSignature(der: Buffer): Buffer {
  const raw = Buffer.alloc(64)
  let at = 2
  for (const end of [32, 64]) {
    const length = der[at + 1] ?? 0
    const number = der.subarray(at + 2, at + 2 + length)
    // A leading zero says that the number is positive; leading zeros of its own are left out.
    const digits = number.subarray(Math.max(0, length - 32))
    digits.copy(raw, end - digits.length)
    at += 2 + length
  }
  return raw
}
