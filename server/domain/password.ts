import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** scrypt's cost N; r is 8 and p is 1 (ASVS 5.0, appendix C: 2^17). */
export const defaultPasswordCost = 2 ** 17

/** `scrypt$N$salt$key`: the cost is stored, so that a later release can raise it. */
export async function hashPassword(password: string, cost: number): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, cost)
  return ['scrypt', cost, salt.toString('base64url'), key.toString('base64url')].join('$')
}

export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [, cost, salt, key] = hash.split('$')
  const expected = Buffer.from(key ?? '', 'base64url')
  const given = await derive(password, Buffer.from(salt ?? '', 'base64url'), Number(cost))
  return expected.length === given.length && timingSafeEqual(expected, given)
}

/** A hash of nobody's password: an unknown user costs what a known one does (ASVS 5.0 V6.3.8). */
export function decoyHash(cost: number): string {
  return ['scrypt', cost, 'AAAAAAAAAAAAAAAAAAAAAA', 'A'.repeat(43)].join('$')
}

function derive(password: string, salt: Uint8Array, cost: number): Promise<Buffer> {
  const options = { N: cost, r: 8, p: 1, maxmem: 256 * cost * 8 }
  return new Promise((resolve, reject) => {
    // NFKC: the same password typed on another keyboard is the same bytes (NIST SP 800-63B §5.1.1.2).
    scrypt(password.normalize('NFKC'), salt, 32, options, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}
