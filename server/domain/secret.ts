import { hash, randomBytes, randomFillSync, timingSafeEqual } from 'node:crypto'

/** 256 random bits in 43 characters of the base64url alphabet. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** What makes the tokens of one grant differ from those of any other with its id. */
export function randomSalt(): Buffer {
  return randomBytes(16)
}

/** SHA-256: what is stored of a secret with 128 bits of entropy or more (ASVS 5.0 V6.5.2). */
export function digest(secret: string): Buffer {
  return hash('sha256', secret, 'buffer')
}

/** Compares in a time that tells nothing of where they differ. */
export function matchesDigest(secret: string, expected: Uint8Array): boolean {
  return timingSafeEqual(digest(secret), expected)
}

/** How a secret appears in a record: its length and the first bytes of its digest. */
export function fingerprint(secret: string): string {
  return `${secret.length} characters, SHA-256 ${digest(secret).toString('hex', 0, 4)}…`
}

const identifierBytes = 9
/** Random bytes are drawn for many identifiers at once: each draw is a call into the system. */
const pool = Buffer.alloc(identifierBytes * 128)
let drawn = pool.length

/** A short id for things that are not secret: 72 random bits in 12 characters. */
export function randomIdentifier(): string {
  if (drawn === pool.length) {
    randomFillSync(pool)
    drawn = 0
  }
  return pool.toString('base64url', drawn, (drawn += identifierBytes))
}
