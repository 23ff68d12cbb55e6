import { describe, expect, test } from 'vitest'

import type { CheckOutcomeView, DecisionRecordView } from '#contract/activity.ts'
import { recordsOf } from '#test/support/decisions.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import {
  authorizationUrl,
  basic,
  codeVerifier,
  obtainCode,
  obtainTokens,
  pageOf,
  post,
  redeemCode,
  refresh,
  tokensOf,
  type Form,
} from '#test/support/relying-party.ts'
import { openUserAgent } from '#test/support/user-agent.ts'
import { alice, app, machine, other, startWorkspace, web } from '#test/support/workspace.ts'

/** Records come in batches: polls until the newest refusal of that endpoint is there. */
async function refusalOf(issuer: TestIssuer, endpoint: string): Promise<DecisionRecordView> {
  const newest = async (): Promise<DecisionRecordView | undefined> =>
    (await recordsOf(issuer, { outcomes: ['refused'], endpoints: [endpoint] }, 1))[0]
  await expect.poll(newest, { timeout: 5000, interval: 20 }).toBeDefined()
  const found = await newest()
  if (!found) throw new Error(`No refusal at ${endpoint}.`)
  return found
}

function refusedCheck({ checks }: DecisionRecordView): CheckOutcomeView | undefined {
  expect(checks.filter(({ outcome }) => outcome === 'refused')).toHaveLength(1)
  expect(checks.at(-1)?.outcome).toBe('refused')
  return checks.at(-1)
}

const secrets = [
  web.client_secret,
  other.client_secret,
  machine.client_secret,
  alice.password,
  codeVerifier,
  'a-guess-at-the-secret',
  'a-guess-at-the-password',
]

async function expectNoSecret(issuer: TestIssuer, more: readonly (string | undefined)[]) {
  const text = JSON.stringify(await recordsOf(issuer, {}, 500))
  for (const secret of [...secrets, ...more])
    if (secret !== undefined) expect(text).not.toContain(secret)
}

type Expected = readonly [check: string, clause: RegExp, error: string]

const tokenCases: readonly (readonly [string, Form, Expected])[] = [
  ['no grant type', { grant_type: undefined }, ['grant_type', /6749/, 'invalid_request']],
  ['an unknown one', { grant_type: 'x' }, ['grant_type', /6749/, 'unsupported_grant_type']],
  ['an unknown client', { client_id: 'x' }, ['client_id', /6749/, 'invalid_client']],
  [
    'a wrong secret',
    { client_secret: 'a-guess-at-the-secret' },
    ['client_secret', /6749/, 'invalid_client'],
  ],
  [
    'a grant type that is off',
    { grant_type: 'client_credentials' },
    ['client.grant_type', /6749/, 'unauthorized_client'],
  ],
  ['an unknown code', { code: 'lkc_unknown' }, ['code', /6749/, 'invalid_grant']],
  ["another client's code", other, ['code.client', /6749/, 'invalid_grant']],
  [
    'another redirect URI',
    { redirect_uri: 'https://x.example/' },
    ['code.redirect_uri', /6749/, 'invalid_grant'],
  ],
  [
    'a wrong verifier',
    { code_verifier: 'w'.repeat(43) },
    ['code_verifier', /6749/, 'invalid_grant'],
  ],
]

describe('the token endpoint', () => {
  test.each(tokenCases)('records %s with its check', async (_case, changes, expected) => {
    await using issuer = await startWorkspace()
    const code = await obtainCode(issuer)
    const answer = await redeemCode(issuer, code, changes)
    const [check, clause, error] = expected
    expect(answer.body['error']).toBe(error)

    const record = await refusalOf(issuer, 'token')
    expect(record).toMatchObject({ outcome: 'refused', error })
    expect(record.reason).toContain(check)
    const refusal = refusedCheck(record)
    expect(refusal).toMatchObject({
      check,
      clause: expect.stringMatching(clause),
      expected: expect.stringMatching(/./),
      received: expect.stringMatching(/./),
    })
    await expectNoSecret(issuer, [code])
  })

  test('records an expired code and a replayed one', async () => {
    await using issuer = await startWorkspace()
    const used = await obtainCode(issuer)
    const tokens = tokensOf(await redeemCode(issuer, used))
    await redeemCode(issuer, used)
    const replay = await refusalOf(issuer, 'token')
    expect(refusedCheck(replay)).toMatchObject({ check: 'code.consumed' })
    expect(replay.grantId).not.toBeNull()
    expect(replay.subject).toBe(alice.subject)

    const late = await obtainCode(issuer)
    issuer.clock.advance(61)
    await redeemCode(issuer, late)
    await expect
      .poll(async () => refusedCheck(await refusalOf(issuer, 'token'))?.check)
      .toBe('code.lifetime')
    await expectNoSecret(issuer, [used, late, tokens.refresh_token, tokens.access_token])
  })

  test('records the refresh that was refused: client, scope, replay', async () => {
    await using issuer = await startWorkspace()
    const first = await obtainTokens(issuer)
    const second = tokensOf(await refresh(issuer, first.refresh_token))
    issuer.clock.advance(30)
    const tries: readonly (readonly [string | undefined, Form, string])[] = [
      ['lkr_nonsense', {}, 'refresh_token'],
      [second.refresh_token, other, 'refresh_token.client'],
      [second.refresh_token, { scope: 'write' }, 'refresh_token.scope'],
      [first.refresh_token, {}, 'refresh_token.consumed'],
      [second.refresh_token, {}, 'refresh_token.revoked'],
    ]
    for (const [token, changes, check] of tries) {
      expect((await refresh(issuer, token, changes)).status).toBe(400)
      await expect
        .poll(async () => refusedCheck(await refusalOf(issuer, 'token'))?.check)
        .toBe(check)
    }
    await expectNoSecret(issuer, [first.refresh_token, second.refresh_token])
  })
})

test('the authorization endpoint records what the page only hints at', async () => {
  await using issuer = await startWorkspace()
  await fetch(authorizationUrl(issuer, { redirect_uri: 'https://evil.example/' }))
  const record = await refusalOf(issuer, 'authorize')
  expect(record).toMatchObject({ clientId: 'web', error: 'invalid_request' })
  expect(refusedCheck(record)).toMatchObject({
    check: 'redirect_uri',
    clause: expect.stringContaining('RFC 9700'),
    expected: 'http://127.0.0.1:1/callback',
    received: 'https://evil.example/',
  })
})

test('the sign-in endpoint records a wrong password, and not what it was', async () => {
  await using issuer = await startWorkspace()
  const agent = openUserAgent(issuer.url)
  const page = pageOf(await agent.settle(await agent.get(authorizationUrl(issuer))))
  await agent.submit(page, { username: 'alice', password: 'a-guess-at-the-password' })
  expect(refusedCheck(await refusalOf(issuer, 'sign-in'))).toMatchObject({
    check: 'password',
    received: 'a wrong password',
  })
  await expectNoSecret(issuer, [page.hidden['interaction']])
})

test('the consent endpoint records the no of the user', async () => {
  await using issuer = await startWorkspace()
  const agent = openUserAgent(issuer.url)
  const signIn = pageOf(await agent.settle(await agent.get(authorizationUrl(issuer))))
  const consent = pageOf(await agent.settle(await agent.submit(signIn, alice)))
  await agent.submit(consent, { decision: 'deny' })
  const record = await refusalOf(issuer, 'consent')
  expect(record.error).toBe('access_denied')
  expect(refusedCheck(record)).toMatchObject({ check: 'consent', received: 'the user denied' })
})

test('a form that comes twice, or from nowhere, is recorded as such', async () => {
  await using issuer = await startWorkspace()
  const agent = openUserAgent(issuer.url)
  const signIn = pageOf(await agent.settle(await agent.get(authorizationUrl(issuer))))
  const consent = pageOf(await agent.settle(await agent.submit(signIn, alice)))
  await agent.submit(consent, { decision: 'deny' })
  await agent.submit(consent, { decision: 'deny' })
  await agent.submit({ ...signIn, hidden: {} }, alice)
  for (const [endpoint, received] of [
    ['consent', 'one that is unknown, over or answered'],
    ['sign-in', 'nothing'],
  ] as const)
    await expect
      .poll(async () => refusedCheck(await refusalOf(issuer, endpoint)))
      .toMatchObject({ check: 'interaction', expected: 'an open interaction', received })
  await expectNoSecret(issuer, [consent.hidden['interaction']])
})

test.each([
  ['revoke', '/oauth2/revoke', web, 'token'],
  ['revoke', '/oauth2/revoke', { ...web, client_secret: 'a-guess-at-the-secret' }, 'client_secret'],
  ['introspect', '/oauth2/introspect', web, 'token'],
  ['introspect', '/oauth2/introspect', app, 'client.type'],
] as const)('%s records %s by %o as %s', async (endpoint, path, form, check) => {
  await using issuer = await startWorkspace()
  expect((await post(issuer, path, form)).status).toBeGreaterThanOrEqual(400)
  const refusal = refusedCheck(await refusalOf(issuer, endpoint))
  expect(refusal).toMatchObject({ check, clause: expect.stringMatching(/RFC/) })
  await expectNoSecret(issuer, [])
})

test('userinfo records a token that does not count', async () => {
  await using issuer = await startWorkspace()
  const tokens = await obtainTokens(issuer)
  issuer.clock.advance(3600)
  await fetch(`${issuer.url}/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${tokens.access_token}` },
  })
  expect(refusedCheck(await refusalOf(issuer, 'userinfo'))).toMatchObject({
    check: 'access_token',
    clause: 'RFC 6750 §2.1',
    received: expect.stringMatching(/^expired just now, at .+ by the issuer's clock$/),
  })
  await expectNoSecret(issuer, [tokens.access_token])
})

test('logout records an address that is not registered, with its check', async () => {
  await using issuer = await startWorkspace()
  const url = new URL('/oauth2/logout', issuer.url)
  url.search = 'client_id=web&post_logout_redirect_uri=https%3A%2F%2Fevil.example%2F'
  expect((await fetch(url)).status).toBe(400)
  const record = await refusalOf(issuer, 'logout')
  expect(refusedCheck(record)).toMatchObject({
    check: 'post_logout_redirect_uri',
    clause: expect.stringContaining('Logout'),
    received: 'https://evil.example/',
  })
})

test('a request that passed shows every check in its order', async () => {
  await using issuer = await startWorkspace()
  const answer = await post(
    issuer,
    '/oauth2/token',
    { grant_type: 'client_credentials' },
    basic(machine.client_id, machine.client_secret),
  )
  expect(answer.status).toBe(200)
  const passed = () => recordsOf(issuer, { outcomes: ['passed'] })
  await expect.poll(async () => (await passed()).length).toBe(1)
  const [record] = await passed()
  expect(record).toMatchObject({ endpoint: 'token', clientId: 'machine', error: null })
  expect(record?.checks.map(({ check }) => check)).toEqual([
    'grant_type',
    'client_authentication',
    'client_id',
    'client_secret',
    'client.grant_type',
    'scope',
    'client.scope',
  ])
})
