import { createSecretKey } from 'node:crypto'

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { authorizationCodes } from '#domain/authorization-code.ts'
import type { RefreshTokenPolicy } from '#domain/client.ts'
import {
  idleExpiry,
  redeem,
  refreshTokens,
  type GrantFacts,
  type Redeeming,
} from '#domain/refresh-token.ts'

const key = createSecretKey(Buffer.alloc(32, 1))
const salt = Buffer.alloc(16, 2)
const claims = fc.record({
  grantId: fc.integer({ min: 1, max: 2 ** 48 - 1 }),
  generation: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
})

describe('a refresh token', () => {
  test('reads back as what was minted, and verifies', () => {
    fc.assert(
      fc.property(claims, (claim) => {
        const token = refreshTokens.mint(key, salt, claim)
        expect(refreshTokens.read(token)).toEqual(claim)
        expect(refreshTokens.verify(key, salt, token)).toBe(true)
        // A retry is answered with the identical value.
        expect(refreshTokens.mint(key, salt, claim)).toBe(token)
      }),
    )
  })

  test('fails with any bit of any byte changed', () => {
    const token = refreshTokens.mint(key, salt, { grantId: 7, generation: 3 })
    const bytes = Buffer.from(token.slice(4), 'base64url')
    expect(bytes).toHaveLength(42)
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(refreshTokens.verify(key, salt, `lkr_${changed.toString('base64url')}`)).toBe(false)
    }
  })

  test('is of one key, one salt, one grant and one generation', () => {
    const claim = { grantId: 7, generation: 3 }
    const token = refreshTokens.mint(key, salt, claim)
    expect(refreshTokens.verify(createSecretKey(Buffer.alloc(32, 9)), salt, token)).toBe(false)
    expect(refreshTokens.verify(key, Buffer.alloc(16, 9), token)).toBe(false)
    for (const other of [
      { ...claim, grantId: 8 },
      { ...claim, generation: 4 },
    ])
      expect(refreshTokens.mint(key, salt, other).slice(-43)).not.toBe(token.slice(-43))
  })

  test('is no code, and a code is none', () => {
    const claim = { grantId: 7, generation: 0 }
    const code = authorizationCodes.mint(key, salt, claim)
    expect(authorizationCodes.verify(key, salt, code)).toBe(true)
    expect(refreshTokens.read(code)).toBeUndefined()
    // Not even under the other's name: the prefix is part of what is signed.
    expect(refreshTokens.verify(key, salt, code.replace('lkc_', 'lkr_'))).toBe(false)
    expect(authorizationCodes.read(refreshTokens.mint(key, salt, claim))).toBeUndefined()
  })

  test('has one shape, and everything else reads as nothing', () => {
    const token = refreshTokens.mint(key, salt, { grantId: 7, generation: 3 })
    const others = ['', 'lkr_', token.slice(0, -1), `${token}A`, `${token}\n`, ` ${token}`]
    for (const other of [...others, token.replace('lkr_', 'lkc_'), token.replace('lkr_', 'LKR_')])
      expect(refreshTokens.read(other)).toBeUndefined()
    fc.assert(fc.property(fc.string(), (text) => refreshTokens.read(text) === undefined))
  })
})

const policy: RefreshTokenPolicy = {
  enabled: true,
  usage: 'rotate',
  graceSeconds: 10,
  idleLifetime: 100,
  absoluteLifetime: 1000,
}
const grant: GrantFacts = {
  clientId: 'web',
  scope: ['openid', 'read'],
  status: 'active',
  generation: 5,
  rotatedAt: 1000,
  idleExpiresAt: 5000,
  absoluteExpiresAt: 9000,
  userIsActive: true,
}
const current: Redeeming = { clientId: 'web', generation: 5, scope: undefined }

interface Row {
  readonly grant?: Partial<GrantFacts>
  readonly policy?: Partial<RefreshTokenPolicy>
  readonly request?: Partial<Redeeming>
  readonly now?: number
}

describe('the decision on a redemption', () => {
  const cases: readonly (readonly [string, Row, object])[] = [
    ['the current generation rotates', {}, { kind: 'rotate' }],
    ['in reuse mode it stays', { policy: { usage: 'reuse' } }, { kind: 'reuse' }],
    [
      'the predecessor has grace to the last second',
      { request: { generation: 4 }, now: 1010 },
      { kind: 'grace' },
    ],
    [
      'and is a replay one second later',
      { request: { generation: 4 }, now: 1011 },
      { kind: 'replayed' },
    ],
    [
      'without grace it is a replay within the same second',
      { request: { generation: 4 }, policy: { graceSeconds: 0 }, now: 1000 },
      { kind: 'replayed' },
    ],
    ['an older one is a replay', { request: { generation: 3 }, now: 1000 }, { kind: 'replayed' }],
    [
      'one that was never rotated to is a replay',
      { request: { generation: 4 }, grant: { rotatedAt: null } },
      { kind: 'replayed' },
    ],
    [
      'a generation of the future is a replay',
      { request: { generation: 6 }, now: 1000 },
      { kind: 'replayed' },
    ],
    [
      'a wrong client comes before everything',
      { request: { clientId: 'x', generation: 1 }, grant: { status: 'expired' } },
      { kind: 'refused', check: 'refresh_token.client', error: 'invalid_grant' },
    ],
    [
      'expired comes before replay',
      { request: { generation: 1 }, grant: { status: 'expired' } },
      { kind: 'refused', check: 'refresh_token.lifetime', error: 'invalid_grant' },
    ],
    ...(['revoked', 'replayed', 'orphaned'] as const).map(
      (status) =>
        [
          `${status} is refused`,
          { grant: { status } },
          { kind: 'refused', check: 'refresh_token.revoked', error: 'invalid_grant' },
        ] as const,
    ),
    [
      'a disabled user is refused before the token is spent',
      { grant: { userIsActive: false } },
      { kind: 'refused', check: 'refresh_token.user', error: 'invalid_grant' },
    ],
    [
      'scope that grows is refused before the token is spent',
      { request: { scope: ['read', 'write'] } },
      { kind: 'refused', check: 'refresh_token.scope', error: 'invalid_scope', received: 'write' },
    ],
    ['scope that narrows rotates', { request: { scope: ['read'] } }, { kind: 'rotate' }],
  ]
  test.each(cases)('%s', (_case, row, expected) => {
    const decision = redeem(
      { ...grant, ...row.grant },
      { ...policy, ...row.policy },
      { ...current, ...row.request },
      row.now ?? 1005,
    )
    expect(decision).toMatchObject(expected)
  })

  test('nothing but the current generation, or its predecessor in grace, ever succeeds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 0, max: 20 }),
        (generation, later, graceSeconds) => {
          const { kind } = redeem(
            grant,
            { ...policy, graceSeconds },
            { ...current, generation },
            1000 + later,
          )
          const inGrace = generation === 4 && graceSeconds > 0 && later <= graceSeconds
          expect(kind).toBe(generation === 5 ? 'rotate' : inGrace ? 'grace' : 'replayed')
        },
      ),
    )
  })
})

test('sliding never passes the absolute end', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.nat(10_000), fc.nat(10_000), (idleLifetime, end, now) => {
      const expiry = idleExpiry({ ...policy, idleLifetime }, end, now)
      expect(expiry).toBe(Math.min(end, now + idleLifetime))
    }),
  )
})
