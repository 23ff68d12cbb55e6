import { expect, test } from 'vitest'

import { isAccepted, judgeForApi, type ApiExpectation } from '#domain/api-acceptance.ts'

const now = 1_800_000_000
const api: ApiExpectation = {
  issuer: 'https://issuer.example',
  audience: 'urn:api',
  algorithms: ['ES256'],
  scope: ['read'],
  tokenType: 'at+jwt',
  clockSkew: 0,
}
const header = { alg: 'ES256', typ: 'at+jwt' }
const claims = {
  iss: 'https://issuer.example',
  sub: 'alice',
  aud: ['urn:other', 'urn:api'],
  client_id: 'web',
  scope: 'write read',
  iat: now,
  exp: now + 1,
  jti: 'x',
}

function refusedBy(
  changes: object,
  { head = {}, expected = {} }: { head?: object; expected?: Partial<ApiExpectation> } = {},
): readonly string[] {
  const rules = judgeForApi(
    {
      header: { ...header, ...head },
      claims: { ...claims, ...changes },
      proof: { kind: 'verified', kid: 'k', isCurrent: true },
    },
    { ...api, ...expected },
    now,
  )
  const refused = rules.filter(({ outcome }) => outcome === 'refused').map(({ rule }) => rule)
  expect(isAccepted(rules)).toBe(refused.length === 0)
  return refused
}

test('all is well', () => {
  expect(refusedBy({})).toEqual([])
  expect(refusedBy({}, { head: { typ: 'application/AT+JWT' } })).toEqual([])
})

test.each([
  ['Expiry', { exp: now }],
  ['Expiry', { exp: undefined }],
  ['Expiry', { exp: String(now + 1) }],
  ['Not before', { nbf: now + 1 }],
  ['Not before', { nbf: 'soon' }],
  ['Issued at', { iat: now + 1 }],
  ['Issuer', { iss: 'https://issuer.example/' }],
  ['Audience', { aud: 'urn:apis' }],
  ['Audience', { aud: undefined }],
  ['Required claims', { client_id: undefined }],
  ['Scope', { scope: 'reader' }],
  ['Scope', { scope: ['read'] }],
])('%s refuses %j', (rule, changes) => {
  expect(refusedBy(changes)).toEqual([rule])
})

test('clocks may differ by what is allowed, and no more', () => {
  const expected = { clockSkew: 5 }
  expect(refusedBy({ exp: now - 4, nbf: now + 5, iat: now + 5 }, { expected })).toEqual([])
  expect(refusedBy({ exp: now - 5 }, { expected })).toEqual(['Expiry'])
  expect(refusedBy({ nbf: now + 6 }, { expected })).toEqual(['Not before'])
})

test('an algorithm that the API does not allow, and another type, are refused', () => {
  expect(refusedBy({}, { head: { alg: 'RS256' } })).toEqual(['Algorithm'])
  expect(refusedBy({}, { head: { alg: 'none' }, expected: { algorithms: ['none'] } })).toEqual([
    'Algorithm',
  ])
  expect(refusedBy({}, { head: { typ: 'JWT' } })).toEqual(['Type'])
  expect(refusedBy({}, { head: { typ: 'JWT' }, expected: { tokenType: 'any' } })).toEqual([])
})
