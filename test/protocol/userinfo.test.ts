import { expect, test } from 'vitest'

import type { TestIssuer } from '#test/support/issuer.ts'
import {
  introspect,
  obtainCode,
  obtainTokens,
  post,
  redeemCode,
  refresh,
  tokensOf,
} from '#test/support/relying-party.ts'
import {
  alice,
  changeClient,
  disableUser,
  machine,
  startWorkspace,
} from '#test/support/workspace.ts'

const opaque = { accessToken: { format: 'opaque' } } as const

async function userinfo(issuer: TestIssuer, token: string, init: RequestInit = {}) {
  const response = await fetch(`${issuer.url}/oauth2/userinfo`, {
    ...init,
    headers: { authorization: `Bearer ${token}` },
  })
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    // OIDC Core §5.3.2 and our errors: a JSON object.
    body: (await response.json()) as Readonly<Record<string, unknown>>,
  }
}

test.each([{}, opaque])('userinfo answers GET and POST alike: %o', async (client) => {
  await using issuer = await startWorkspace(client)
  const tokens = await obtainTokens(issuer, { scope: 'openid email read' })
  const byGet = await userinfo(issuer, tokens.access_token)
  expect(byGet).toMatchObject({
    status: 200,
    body: { sub: alice.subject, email: 'alice@example.com', email_verified: true },
  })
  expect(byGet.body).not.toHaveProperty('name')
  const posts = [{ method: 'POST' }, { method: 'POST', body: new URLSearchParams() }]
  for (const init of posts)
    expect((await userinfo(issuer, tokens.access_token, init)).body).toEqual(byGet.body)
})

test('without the scope openid it is 403 insufficient_scope, a machine gets that too', async () => {
  await using issuer = await startWorkspace()
  const user = await obtainTokens(issuer, { scope: 'read' })
  const form = { grant_type: 'client_credentials', ...machine }
  const service = tokensOf(await post(issuer, '/oauth2/token', form))
  for (const { access_token: token } of [user, service]) {
    const answer = await userinfo(issuer, token)
    expect(answer).toMatchObject({ status: 403, body: { error: 'insufficient_scope' } })
    expect(answer.challenge).toContain('error="insufficient_scope"')
  }
})

test('a refresh token, a code and an id token are no access tokens', async () => {
  await using issuer = await startWorkspace()
  const tokens = await obtainTokens(issuer)
  const code = await obtainCode(issuer)
  for (const token of [tokens.refresh_token, tokens.id_token, code]) {
    const answer = await userinfo(issuer, token ?? '')
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_token' } })
  }
  expect(await introspect(issuer, tokens.id_token)).toEqual({ active: false })
})

test('a token in the URL is refused (RFC 9700 §4.3.2)', async () => {
  await using issuer = await startWorkspace()
  const { access_token: token } = await obtainTokens(issuer)
  const response = await fetch(`${issuer.url}/oauth2/userinfo?access_token=${token}`)
  expect(response.status).toBe(400)
})

test('a disabled user is invalid_token', async () => {
  await using issuer = await startWorkspace()
  const { access_token: token } = await obtainTokens(issuer)
  await disableUser(issuer, alice.subject)
  expect(await userinfo(issuer, token)).toMatchObject({
    status: 401,
    body: { error: 'invalid_token' },
  })
})

test('an opaque token expires, and dies with its grant', async () => {
  await using issuer = await startWorkspace({ accessToken: { format: 'opaque', lifetime: 60 } })
  const first = await obtainTokens(issuer)
  expect(await introspect(issuer, first.access_token)).toMatchObject({
    active: true,
    aud: ['urn:api'],
    sub: alice.subject,
    exp: issuer.clock.now() + 60,
  })
  issuer.clock.advance(60)
  expect(await introspect(issuer, first.access_token)).toEqual({ active: false })

  const second = tokensOf(await refresh(issuer, first.refresh_token))
  expect((await userinfo(issuer, second.access_token)).status).toBe(200)
  issuer.clock.advance(11)
  await refresh(issuer, first.refresh_token)
  expect(await userinfo(issuer, second.access_token)).toMatchObject({ status: 401 })
})

test('the replay of a code takes opaque tokens too', async () => {
  await using issuer = await startWorkspace(opaque)
  const code = await obtainCode(issuer)
  const tokens = tokensOf(await redeemCode(issuer, code))
  expect((await userinfo(issuer, tokens.access_token)).status).toBe(200)
  await redeemCode(issuer, code)
  expect((await userinfo(issuer, tokens.access_token)).status).toBe(401)
})

test('a change of format leaves the tokens of the other format valid', async () => {
  await using issuer = await startWorkspace()
  const jwt = await obtainTokens(issuer)
  await changeClient(issuer, 'web', { accessToken: { lifetime: 600, format: 'opaque' } })
  const next = tokensOf(await refresh(issuer, jwt.refresh_token))
  expect(next.access_token).toMatch(/^lka_/)
  for (const { access_token: token } of [jwt, next])
    expect((await userinfo(issuer, token)).status).toBe(200)
})
