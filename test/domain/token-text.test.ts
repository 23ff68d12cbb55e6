import { expect, test } from 'vitest'

import { findTokens, withoutTokens } from '#domain/token-text.ts'

const jwt = `${Buffer.from('{"alg":"ES256"}').toString('base64url')}.e30.c2lnbmF0dXJl`
const refreshToken = `lkr_${'a'.repeat(56)}`

test.each([
  [jwt, undefined],
  [`Bearer ${jwt}`, 'Bearer'],
  [`Authorization: bearer ${jwt}\r\n`, 'bearer'],
  [`?access_token=${jwt}&x=1`, 'access_token'],
  [`%26id_token%3D${jwt}%26`, 'id_token'],
  [`{"access_token":"${jwt}"}`, 'access_token'],
  [String.raw`{\"token\": \"${jwt}\"}`, 'token'],
  [`(${jwt})`, undefined],
])('found in %j', (text, label) => {
  expect(findTokens(text)).toEqual([{ shape: 'jwt', value: jwt, start: text.indexOf(jwt), label }])
})

test('what stands before a token is told only where it is a known name, never another token', () => {
  for (const between of [' ', '=', ':', '="', '%3D', '\n'])
    expect(findTokens(`${jwt}${between}${refreshToken}`).map(({ label }) => label)).toEqual([
      undefined,
      undefined,
    ])
})

test('what only looks like one is left alone', () => {
  for (const text of ['www.example.com', '1.2.3', 'eyeless.and.bold', `x${refreshToken}`, ''])
    expect(findTokens(text), text).toEqual([])
})

test('five parts are an encrypted one, and an empty signature is still a token', () => {
  const [header = ''] = jwt.split('.')
  expect(findTokens(`${header}.a.b.c.d`).map(({ shape }) => shape)).toEqual(['jwe'])
  expect(findTokens(`${header}.e30.`).map(({ value }) => value)).toEqual([`${header}.e30.`])
})

test('a token inside of a text is replaced by its length', () => {
  expect(withoutTokens(`a ${refreshToken} b`)).toBe('a [60 characters like those of a token] b')
})
