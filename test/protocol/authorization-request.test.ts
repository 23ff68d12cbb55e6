import { describe, expect, test } from 'vitest'

import type { TestIssuer } from '#test/support/issuer.ts'
import {
  answerOf,
  authorizationUrl,
  claimsOf,
  obtainTokens,
  pageOf,
  redeemCode,
  tokensOf,
  type Form,
} from '#test/support/relying-party.ts'
import { openUserAgent, signInAndAllow, type UserAgent } from '#test/support/user-agent.ts'
import { alice, redirectUri, startWorkspace } from '#test/support/workspace.ts'

const silent = { consent: 'never' } as const

async function signedIn(issuer: TestIssuer): Promise<UserAgent> {
  const agent = openUserAgent(issuer.url)
  await signInAndAllow(agent, authorizationUrl(issuer), alice)
  return agent
}

const ask = async (issuer: TestIssuer, agent: UserAgent, request: Form) =>
  agent.settle(await agent.get(authorizationUrl(issuer, request)))

describe('prompt and max_age', () => {
  test.each([{ prompt: 'login' }, { prompt: 'select_account' }, { max_age: '0' }])(
    '%o asks for a sign-in although there is one, within the same second too',
    async (request) => {
      await using issuer = await startWorkspace(silent)
      const agent = await signedIn(issuer)
      expect(answerOf(await ask(issuer, agent, {}))).toHaveProperty('code')
      const page = pageOf(await ask(issuer, agent, request))
      expect(page.html).toContain('id="sign-in"')
      expect(answerOf(await agent.settle(await agent.submit(page, alice)))).toHaveProperty('code')

      issuer.clock.advance(60)
      expect(pageOf(await ask(issuer, agent, request)).html).toContain('id="sign-in"')
    },
  )

  test('prompt=login is not satisfied by the old session on the way back', async () => {
    await using issuer = await startWorkspace(silent)
    const agent = await signedIn(issuer)
    issuer.clock.advance(60)
    const page = pageOf(await ask(issuer, agent, { prompt: 'login' }))
    const around = new URL(`/oauth2/continue${page.url.search}`, issuer.url)
    expect(pageOf(await agent.settle(await agent.get(around))).html).toContain('id="sign-in"')
  })

  test('max_age asks once the sign-in is older, and auth_time tells of it', async () => {
    await using issuer = await startWorkspace(silent)
    const agent = await signedIn(issuer)
    const signedInAt = issuer.clock.now()
    issuer.clock.advance(300)
    const { code = '' } = answerOf(await ask(issuer, agent, { max_age: '300' }))
    const { id_token: token } = tokensOf(await redeemCode(issuer, code))
    expect(claimsOf(token)['auth_time']).toBe(signedInAt)
    issuer.clock.advance(1)
    expect(pageOf(await ask(issuer, agent, { max_age: '300' })).html).toContain('id="sign-in"')
  })

  test('prompt=none without a session is login_required, and so is one that is too old', async () => {
    await using issuer = await startWorkspace(silent)
    const answer = answerOf(await ask(issuer, openUserAgent(issuer.url), { prompt: 'none' }))
    expect(answer).toMatchObject({ error: 'login_required', iss: issuer.url, state: 'a-state' })
    const agent = await signedIn(issuer)
    issuer.clock.advance(10)
    const old = answerOf(await ask(issuer, agent, { prompt: 'none', max_age: '5' }))
    expect(old['error']).toBe('login_required')
  })

  test.each([{ prompt: 'none login' }, { prompt: 'create' }, { max_age: '-1' }, { max_age: 'x' }])(
    '%o is invalid_request',
    async (request) => {
      await using issuer = await startWorkspace(silent)
      const agent = await signedIn(issuer)
      expect(answerOf(await ask(issuer, agent, request))['error']).toBe('invalid_request')
    },
  )
})

test('login_hint fills in the user name, as text and not as markup', async () => {
  await using issuer = await startWorkspace()
  const hint = 'alice"><script>alert(1)</script>'
  const page = pageOf(await ask(issuer, openUserAgent(issuer.url), { login_hint: hint }))
  expect(page.html).toContain('value="alice&quot;&gt;&lt;script&gt;')
  expect(page.html).not.toContain('<script>')
})

test('response_mode=form_post answers with a form to the redirect URI', async () => {
  await using issuer = await startWorkspace(silent)
  const agent = await signedIn(issuer)
  for (const [request, member] of [
    [{}, 'code'],
    [{ scope: 'nonsense' }, 'error'],
  ] as const) {
    const page = pageOf(await ask(issuer, agent, { response_mode: 'form_post', ...request }))
    expect(page.action).toBe(redirectUri)
    expect(page.hidden).toMatchObject({ state: 'a-state', iss: issuer.url })
    expect(page.hidden).toHaveProperty(member)
    expect(page.html).toContain('id="continue"')
  }
  const answer = answerOf(await ask(issuer, agent, { response_mode: 'fragment' }))
  expect(answer['error']).toBe('invalid_request')
})

test('a request that is refused is sent on only after sign-in (RFC 9700 §4.11.2)', async () => {
  await using issuer = await startWorkspace()
  for (const request of [
    { response_type: 'token' },
    { response_type: undefined },
    { scope: 'nonsense' },
    { scope: undefined },
    { code_challenge: undefined },
    { resource: 'urn:nowhere' },
  ]) {
    const agent = openUserAgent(issuer.url)
    const page = pageOf(await ask(issuer, agent, request))
    expect(page.html).toContain('id="sign-in"')
    const answer = answerOf(await agent.settle(await agent.submit(page, alice)))
    expect(answer).toMatchObject({ error: expect.any(String), iss: issuer.url })
  }
})

test('a wrong password shows the form again, says the same for an unknown user, and signs nobody in', async () => {
  await using issuer = await startWorkspace()
  const agent = openUserAgent(issuer.url)
  const page = pageOf(await ask(issuer, agent, {}))
  const tries = [
    { ...alice, password: 'wrong' },
    { username: 'nobody', password: 'wrong' },
  ]
  const errors: (string | undefined)[] = []
  for (const credentials of tries) {
    const again = pageOf(await agent.settle(await agent.submit(page, credentials)))
    expect(again.status).toBe(401)
    expect(again.html).not.toContain('value="wrong"')
    errors.push(/role="alert"[^>]*>([^<]+)/.exec(again.html)?.[1])
  }
  expect(errors[0]).toBe(errors[1])
  expect(errors[0]).toBeDefined()
  expect(pageOf(await ask(issuer, agent, {})).html).toContain('id="sign-in"')
})

test('an interaction waits an hour and no longer', async () => {
  await using issuer = await startWorkspace(silent)
  const agent = openUserAgent(issuer.url)
  const page = pageOf(await ask(issuer, agent, {}))
  issuer.clock.advance(3600)
  const late = pageOf(await agent.settle(await agent.submit(page, alice)))
  expect(late.status).toBe(400)
  expect(late.html).toContain('start again')
})

test('a session ends after ten hours', async () => {
  await using issuer = await startWorkspace(silent)
  const agent = await signedIn(issuer)
  issuer.clock.advance(35_999)
  expect(answerOf(await ask(issuer, agent, {}))).toHaveProperty('code')
  issuer.clock.advance(1)
  expect(pageOf(await ask(issuer, agent, {})).html).toContain('id="sign-in"')
})

test('nonce and sid travel into the id token; a refresh repeats sid and auth_time, not nonce', async () => {
  await using issuer = await startWorkspace()
  const signedInAt = issuer.clock.now()
  const tokens = await obtainTokens(issuer, { nonce: 'n-1' })
  const claims = claimsOf(tokens.id_token)
  expect(claims).toMatchObject({ nonce: 'n-1', sid: expect.any(String), auth_time: signedInAt })
})

test('the paths of the seed answer too', async () => {
  await using issuer = await startWorkspace()
  const url = authorizationUrl(issuer)
  url.pathname = '/issue/oauth2/authorize'
  const callback = await signInAndAllow(openUserAgent(issuer.url), url, alice)
  const response = await fetch(`${issuer.url}/issue/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code' }),
  })
  expect(callback.searchParams.has('code')).toBe(true)
  expect(response.status).toBe(401)
})
