import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { redeemCode, type CodeFacts, type CodeRedeeming } from '#domain/authorization-code.ts'
import { codeChallenge, isCodeChallenge, isCodeVerifier } from '#domain/pkce.ts'

const verifier = 'v'.repeat(43)
const code: CodeFacts = {
  clientId: 'web',
  redirectUri: 'https://web.example/',
  redirectUriSent: true,
  codeChallenge: codeChallenge(verifier),
  expiresAt: 100,
  consumedAt: null,
  grantIsActive: true,
  userIsActive: true,
}
const request: CodeRedeeming = {
  clientId: 'web',
  redirectUri: 'https://web.example/',
  codeVerifier: verifier,
}

interface Row {
  readonly code?: Partial<CodeFacts>
  readonly request?: Partial<CodeRedeeming>
  readonly now?: number
}

const refusal = (check: string) => ({ kind: 'refused', check })
const used = { consumedAt: 50 }

describe('the decision on a code', () => {
  const cases: readonly (readonly [string, Row, object])[] = [
    ['all that was bound is there', {}, { kind: 'redeem' }],
    ['the last second counts', { now: 99 }, { kind: 'redeem' }],
    ['the end does not', { now: 100 }, refusal('code.lifetime')],
    ['another client', { request: { clientId: 'x' } }, refusal('code.client')],
    ['another URI', { request: { redirectUri: 'https://x/' } }, refusal('code.redirect_uri')],
    ['no URI', { request: { redirectUri: undefined } }, refusal('code.redirect_uri')],
    [
      'no URI, as in the authorization request',
      { request: { redirectUri: undefined }, code: { redirectUriSent: false } },
      { kind: 'redeem' },
    ],
    ['no verifier', { request: { codeVerifier: undefined } }, refusal('code_verifier')],
    ['a wrong one', { request: { codeVerifier: 'w'.repeat(43) } }, refusal('code_verifier')],
    ['a verifier without a challenge', { code: { codeChallenge: null } }, refusal('code_verifier')],
    [
      'neither',
      { code: { codeChallenge: null }, request: { codeVerifier: undefined } },
      { kind: 'redeem' },
    ],
    ['a disabled user', { code: { userIsActive: false } }, refusal('code.user')],
    ['a grant that was revoked', { code: { grantIsActive: false } }, refusal('code.revoked')],
    ['a valid second use', { code: used }, { kind: 'replayed' }],
    ['a valid second use, late', { code: used, now: 3000 }, { kind: 'replayed' }],
    [
      'a second use by another client revokes nothing',
      { code: used, request: { clientId: 'x' } },
      refusal('code.client'),
    ],
    [
      'a second use without the verifier revokes nothing',
      { code: used, request: { codeVerifier: undefined } },
      refusal('code_verifier'),
    ],
  ]
  test.each(cases)('%s', (_case, row, expected) => {
    const decision = redeemCode(
      { ...code, ...row.code },
      { ...request, ...row.request },
      row.now ?? 60,
    )
    expect(decision).toMatchObject(expected)
  })

  test('never shows a verifier in what it says', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 20, maxLength: 130 }), (codeVerifier) => {
        fc.pre(codeVerifier !== verifier)
        const decision = redeemCode(code, { ...request, codeVerifier }, 60)
        expect(decision.kind).toBe('refused')
        expect(JSON.stringify(decision)).not.toContain(JSON.stringify(codeVerifier).slice(1, -1))
      }),
    )
  })
})

test('S256 is RFC 7636 appendix B', () => {
  expect(codeChallenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  )
})

test('verifiers have 43 to 128 unreserved characters, challenges 43 of base64url', () => {
  for (const [length, expected] of [
    [42, false],
    [43, true],
    [128, true],
    [129, false],
  ] as const)
    expect(isCodeVerifier('~'.repeat(length))).toBe(expected)
  expect(isCodeVerifier(`${'a'.repeat(43)}+`)).toBe(false)
  expect(isCodeChallenge('a'.repeat(43))).toBe(true)
  for (const wrong of ['a'.repeat(42), 'a'.repeat(44), `${'a'.repeat(42)}=`, `${'a'.repeat(43)}\n`])
    expect(isCodeChallenge(wrong)).toBe(false)
})
