import { jwtVerify } from 'jose'
import { expect, test } from 'vitest'

import { generateSigningKey, signJwt } from '#domain/signing-key.ts'

test('an ES256 signature is R and S of 32 bytes each, however short DER makes them', async () => {
  const key = await generateSigningKey('ES256')
  // One R or S in 128 begins with a zero byte or more, and half of them need one in front.
  const tokens = await Promise.all(
    Array.from({ length: 2000 }, (_, index) => signJwt(key, 'JWT', { sub: String(index) })),
  )
  for (const [index, token] of tokens.entries()) {
    const { payload, protectedHeader } = await jwtVerify(token, key.publicKey)
    expect(payload.sub).toBe(String(index))
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'JWT', kid: key.kid })
  }
})
