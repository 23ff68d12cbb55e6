import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto'

const headerBytes = 10

/** What a code or a refresh token says of itself. Nothing of it is believed before `verify`. */
export interface GrantTokenClaim {
  readonly grantId: number
  /** 0 for the code that a grant begins with; refresh tokens count from 1. */
  readonly generation: number
}

/** The tokens of one kind that grants have. */
export interface GrantTokens {
  mint(rotationKey: KeyObject, salt: Uint8Array, claim: GrantTokenClaim): string
  /** `undefined` for anything that does not have the shape of such a token. */
  read(token: string): GrantTokenClaim | undefined
  /** Whether this issuer made the token (RFC 9700 §4.14.2: an encoded grant is integrity-protected). */
  verify(rotationKey: KeyObject, salt: Uint8Array, token: string): boolean
}

/**
 * A grant's tokens are derived, never stored: grant id (6 bytes), generation (4 bytes) and
 * HMAC-SHA-256(rotation key, prefix ‖ salt ‖ grant id ‖ generation). The salt is the grant's own,
 * so that an id which is used again makes other tokens. Making one again gives the same value.
 */
export function grantTokens(prefix: 'lkc_' | 'lkr_'): GrantTokens {
  const prefixBytes = Buffer.from(prefix)
  const shape = new RegExp(`^${prefix}[A-Za-z0-9_-]{56}$`)
  const sign = (rotationKey: KeyObject, salt: Uint8Array, header: Uint8Array): Buffer =>
    createHmac('sha256', rotationKey)
      .update(Buffer.concat([prefixBytes, salt, header]))
      .digest()
  const bytesOf = (token: string): Buffer => Buffer.from(token.slice(prefix.length), 'base64url')
  return {
    mint(rotationKey, salt, { grantId, generation }) {
      const header = Buffer.alloc(headerBytes)
      header.writeUIntBE(grantId, 0, 6)
      header.writeUInt32BE(generation, 6)
      return prefix + Buffer.concat([header, sign(rotationKey, salt, header)]).toString('base64url')
    },
    read(token) {
      if (!shape.test(token)) return undefined
      const bytes = bytesOf(token)
      return { grantId: bytes.readUIntBE(0, 6), generation: bytes.readUInt32BE(6) }
    },
    verify(rotationKey, salt, token) {
      const bytes = bytesOf(token)
      const header = bytes.subarray(0, headerBytes)
      return timingSafeEqual(bytes.subarray(headerBytes), sign(rotationKey, salt, header))
    },
  }
}
