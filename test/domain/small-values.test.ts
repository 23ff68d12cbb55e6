import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { accessTokenId, grantOfAccessToken, targetOf } from '#domain/access-token.ts'
import { describeDevice } from '#domain/device.ts'
import { formatDuration } from '#domain/duration.ts'
import { formatGrantId, parseGrantId } from '#domain/family.ts'
import { decoyHash, hashPassword, verifyPassword } from '#domain/password.ts'
import type { ResourceServer } from '#domain/resource.ts'
import { seal, unseal } from '#domain/seal.ts'
import { digest, fingerprint, matchesDigest, randomSecret } from '#domain/secret.ts'
import { userClaims, type User } from '#domain/user.ts'

describe('a password', () => {
  test('verifies against its own hash alone, whatever keyboard typed it', async () => {
    const hash = await hashPassword('pässwörd', 16)
    expect(hash).toMatch(/^scrypt\$16\$/)
    expect(hash).not.toContain('pässwörd')
    expect(await verifyPassword('pässwörd', hash)).toBe(true)
    expect(await verifyPassword('pässwörd'.normalize('NFD'), hash)).toBe(true)
    expect(await verifyPassword('passwoerd', hash)).toBe(false)
    expect(await hashPassword('pässwörd', 16)).not.toBe(hash)
  })

  test('of nobody matches nothing, and costs the same', async () => {
    for (const password of ['', 'A', 'A'.repeat(43)])
      expect(await verifyPassword(password, decoyHash(16))).toBe(false)
    const [, cost, salt, key] = decoyHash(16).split('$')
    const [, realCost, realSalt, realKey] = (await hashPassword('x', 16)).split('$')
    expect([cost, salt?.length, key?.length]).toEqual([realCost, realSalt?.length, realKey?.length])
  })

  test('hash that is damaged verifies nothing', async () => {
    expect(await verifyPassword('x', 'scrypt$16$$')).toBe(false)
  })
})

describe('a secret', () => {
  test('matches its digest, and its fingerprint tells only length and a few bytes', () => {
    const secret = randomSecret()
    expect(matchesDigest(secret, digest(secret))).toBe(true)
    expect(matchesDigest(`${secret}x`, digest(secret))).toBe(false)
    expect(fingerprint(secret)).toMatch(/^43 characters, SHA-256 [0-9a-f]{8}…$/)
  })

  test('that is sealed opens with its key at its place, and nowhere else', () => {
    const key = Buffer.alloc(32, 1)
    const sealed = seal(key, 'here', Buffer.from('plain'))
    expect(unseal(key, 'here', sealed).toString()).toBe('plain')
    expect(() => unseal(key, 'there', sealed)).toThrowError()
    expect(() => unseal(Buffer.alloc(32, 2), 'here', sealed)).toThrowError()
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(() => unseal(key, 'here', changed)).toThrowError()
    }
  })
})

test('a family id reads back, and a jti leads to its grant', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 48 - 1 }), (id) => {
      expect(parseGrantId(formatGrantId(id))).toBe(id)
      expect(grantOfAccessToken(accessTokenId(id))).toBe(id)
    }),
  )
  expect(grantOfAccessToken(accessTokenId(null))).toBeUndefined()
  for (const wrong of ['', 'g', 'x1', 'g-1', 'gZ', 'g99999999999'])
    expect(parseGrantId(wrong)).toBeUndefined()
})

test.each([
  [0, '0 seconds'],
  [1, '1 second'],
  [60, '1 minute'],
  [5400, '1 hour 30 minutes'],
  [2_592_000, '30 days'],
  [31_536_000, '1 year'],
  [90_061, '1 day 1 hour'],
])('%i seconds read as "%s"', (seconds, words) => {
  expect(formatDuration(seconds)).toBe(words)
})

test.each([
  [null, null],
  ['  ', null],
  ['openid-client/v6.9.0', 'openid-client v6.9.0'],
  ['curl/8.5.0 (x)', 'curl 8.5.0'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0', 'Firefox on Linux'],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0',
    'Edge on Windows',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 Version/17.0 Mobile Safari/604.1',
    'Safari on iPhone',
  ],
  [
    'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36',
    'Chrome on Android',
  ],
])('the user agent %o is %o', (userAgent, words) => {
  expect(describeDevice(userAgent)).toBe(words)
})

test('no user agent, however odd, is described at length', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400 }), (text) => {
      expect((describeDevice(text) ?? '').length).toBeLessThanOrEqual(60)
    }),
  )
})

test("a user's own claims never replace the protocol's, and need their scope", () => {
  const user: User = {
    subject: 's',
    username: 'alice',
    name: 'Alice',
    email: 'a@example.com',
    emailVerified: true,
    claims: { sub: 'forged', iss: 'forged', aud: 'forged', exp: 0, team: 'red' },
    disabled: false,
    passwordHash: '',
    createdAt: 0,
    lastSignInAt: null,
    version: 1,
  }
  expect(userClaims(user, ['openid'])).toEqual({})
  expect(userClaims(user, ['email'])).toEqual({ email: 'a@example.com', email_verified: true })
  expect(userClaims(user, ['profile'])).toEqual({
    name: 'Alice',
    preferred_username: 'alice',
    team: 'red',
  })
})

describe('the target of an access token', () => {
  const server = (audience: string, scope: string): ResourceServer => ({
    audience,
    name: audience,
    enabled: true,
    signingAlgorithm: 'EdDSA',
    accessTokenLifetime: 60,
    scopes: [{ name: scope, displayName: '', description: '', emphasize: false }],
    version: 1,
  })
  const known = {
    resources: [server('urn:a', 'a'), { ...server('urn:b', 'b'), accessTokenLifetime: 30 }],
    issuer: 'https://issuer.example',
    algorithm: 'RS256',
    lifetime: 3600,
  } as const

  test.each([
    [['openid'], null, ['https://issuer.example'], ['RS256', 3600]],
    [['a'], null, ['urn:a'], ['EdDSA', 60]],
    [['a', 'b'], null, ['urn:a', 'urn:b'], ['RS256', 30]],
    [['openid'], 'urn:b', ['urn:b'], ['EdDSA', 30]],
  ] as const)('of %o at %o', (scope, resource, audience, [algorithm, lifetime]) => {
    expect(targetOf(scope, resource, known)).toEqual({
      kind: 'target',
      target: { audience, algorithm, lifetime },
    })
  })

  test('is refused for what is unknown, foreign or switched off', () => {
    expect(targetOf(['c'], null, known)).toMatchObject({ kind: 'unknown scope', value: 'c' })
    expect(targetOf(['a'], 'urn:b', known)).toMatchObject({ kind: 'foreign scope', value: 'a' })
    expect(targetOf([], 'urn:c', known)).toMatchObject({ kind: 'unknown resource' })
    const off = { ...known, resources: [{ ...server('urn:a', 'a'), enabled: false }] }
    expect(targetOf(['a'], null, off)).toMatchObject({ kind: 'unknown scope' })
    expect(targetOf([], 'urn:a', off)).toMatchObject({ kind: 'unknown resource' })
  })
})
