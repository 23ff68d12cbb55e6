import { createSecretKey } from 'node:crypto'

import { expect, test } from 'vitest'

import { formatGrantId } from '#domain/family.ts'
import { refreshTokens } from '#domain/refresh-token.ts'
import { withoutTokens } from '#renderer/query-bar/pasted-token.ts'

const key = createSecretKey(Buffer.alloc(32, 7))
const salt = Buffer.alloc(16, 9)

test.each([1, 35, 77_777, 2 ** 40])('a refresh token of grant %i becomes its family', (grantId) => {
  const token = refreshTokens.mint(key, salt, { grantId, generation: 3 })
  expect(withoutTokens(token)).toBe(`family:${formatGrantId(grantId)}`)
  expect(withoutTokens(`refresh failed for ${token} at 10:00`)).not.toContain(token.slice(12))
})

test('an access token becomes the family that its jti names', () => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const token = [
    part({ alg: 'ES256' }),
    part({ sub: 'a', jti: 'g1z.abcdef' }),
    'c2lnbmF0dXJl',
  ].join('.')
  expect(withoutTokens(token)).toBe('family:g1z')
  const machine = [part({ alg: 'ES256' }), part({ jti: 'abcdef' }), 'c2lnbmF0dXJl'].join('.')
  expect(withoutTokens(machine)).toBe('')
})

test('codes and opaque tokens go, and what is no token stays', () => {
  expect(withoutTokens(`lkc_${'a'.repeat(43)}`)).toBe('')
  expect(withoutTokens(`lka_${'a'.repeat(43)} client:web`)).toBe(' client:web')
  expect(withoutTokens('client:web subject:~ali lkr_short')).toBe(
    'client:web subject:~ali lkr_short',
  )
})
