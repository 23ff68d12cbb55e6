import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { DecisionRecordView } from '#contract/activity.ts'
import { recordsOf, settle } from '#test/support/decisions.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import { raw } from '#test/support/raw-socket.ts'
import {
  authorizationUrl,
  basic,
  pageOf,
  post,
  redeemCode,
  tokensOf,
} from '#test/support/relying-party.ts'
import { openUserAgent } from '#test/support/user-agent.ts'
import { alice, machine, startWorkspace, web } from '#test/support/workspace.ts'

let issuer: TestIssuer
beforeAll(async () => void (issuer = await startWorkspace()))
afterAll(() => issuer[Symbol.asyncDispose]())

/** The records of what has been asked since the one before, once there are so many. */
async function recordsAfter(id: number, count: number): Promise<readonly DecisionRecordView[]> {
  const since = async () => {
    const { records } = await issuer.admin('activity.list', { after: id, limit: 100 })
    return records
  }
  await expect.poll(async () => (await since()).length, { timeout: 5000 }).toBe(count)
  return (await recordsOf(issuer, {}, count)).toReversed()
}

const form = 'application/x-www-form-urlencoded'

interface Early {
  readonly name: string
  readonly ask: Parameters<typeof raw>[1]
  readonly record: Partial<DecisionRecordView>
  readonly check: string
}

const early: readonly Early[] = [
  {
    name: 'a wrong Host',
    ask: { path: '/oauth2/token', host: 'evil.example' },
    record: { endpoint: 'token', error: 'invalid_request' },
    check: 'host',
  },
  {
    name: 'two Hosts',
    ask: { path: '/oauth2/jwks', headers: [['Host', 'evil.example']] },
    record: { endpoint: 'jwks', error: 'invalid_request' },
    check: 'host',
  },
  {
    name: 'a repeated parameter',
    ask: { path: '/oauth2/authorize?client_id=web&client_id=web' },
    record: { endpoint: 'authorize', error: 'invalid_request' },
    check: 'parameters.unique',
  },
  {
    name: 'a secret in a URL',
    ask: { path: '/oauth2/userinfo?access_token=a-secret-out-of-place' },
    record: { endpoint: 'userinfo', error: 'invalid_request' },
    check: 'parameters.secret',
  },
  {
    name: 'another media type',
    ask: {
      method: 'POST',
      path: '/oauth2/token',
      headers: [['Content-Type', 'application/json']],
      body: '{}',
    },
    record: { endpoint: 'token', error: 'invalid_request' },
    check: 'media_type',
  },
  {
    name: 'a body that is too large',
    ask: {
      method: 'POST',
      path: '/oauth2/token',
      headers: [['Content-Type', form]],
      body: `a=${'b'.repeat(70_000)}`,
    },
    record: { endpoint: 'token', error: 'invalid_request' },
    check: 'body.size',
  },
  {
    name: "a foreign site's form",
    ask: {
      method: 'POST',
      path: '/oauth2/consent',
      headers: [
        ['Content-Type', form],
        ['Origin', 'https://evil.example'],
      ],
      body: 'decision=allow',
    },
    record: { endpoint: 'consent', error: 'invalid_request' },
    check: 'form.origin',
  },
  {
    name: 'an unknown path',
    ask: { path: '/oauth2/tokens' },
    record: { endpoint: 'unknown', error: 'not_found' },
    check: 'path',
  },
  {
    name: 'a path that is none',
    ask: { path: '/oauth2/%E0%A4%A' },
    record: { endpoint: 'unknown', error: 'invalid_request' },
    check: 'path',
  },
  {
    name: 'a wrong method',
    ask: { path: '/oauth2/token' },
    record: { endpoint: 'token', error: 'invalid_request' },
    check: 'method',
  },
]

test.each(early)('$name is recorded by its check', async ({ ask, record, check }) => {
  const before = await settle(issuer)
  expect((await raw(issuer.url, ask)).status).toBeGreaterThanOrEqual(400)
  const [found] = await recordsAfter(before, 1)
  expect(found).toMatchObject({ outcome: 'refused', check, ...record })
  expect(found?.trace).toMatch(/^[\w-]{12}$/)
  expect(found?.checks).toMatchObject([
    {
      check,
      outcome: 'refused',
      clause: expect.stringMatching(/^(RFC|OIDC)/),
      expected: expect.stringMatching(/./),
      received: expect.stringMatching(/./),
    },
  ])
  expect(JSON.stringify(found)).not.toContain('a-secret-out-of-place')
})

test('what browsers ask for by themselves is not recorded', async () => {
  const before = await settle(issuer)
  for (const path of ['/favicon.ico', '/oauth2/pages.css']) await raw(issuer.url, { path })
  await raw(issuer.url, { path: '/oauth2/jwks' })
  expect((await recordsAfter(before, 1)).map(({ endpoint }) => endpoint)).toEqual(['jwks'])
})

test('one authorization is one flow, from the first request to its last page', async () => {
  const before = await settle(issuer)
  const agent = openUserAgent(issuer.url)
  const signIn = pageOf(await agent.settle(await agent.get(authorizationUrl(issuer))))
  const wrong = pageOf(
    await agent.settle(await agent.submit(signIn, { ...alice, password: 'a-guess' })),
  )
  const consent = pageOf(await agent.settle(await agent.submit(wrong, alice)))
  const callback = await agent.settle(await agent.submit(consent, { decision: 'allow' }))
  if (!(callback instanceof URL)) throw new Error('There is a page instead of the callback.')
  const tokens = tokensOf(await redeemCode(issuer, callback.searchParams.get('code') ?? ''))

  const records = await recordsAfter(before, 8)
  expect(records.map(({ endpoint, outcome }) => `${endpoint} ${outcome}`)).toEqual([
    'authorize passed',
    'sign-in passed',
    'sign-in refused',
    'sign-in passed',
    'authorize passed',
    'consent passed',
    'consent passed',
    'token passed',
  ])
  const front = records.slice(0, -1)
  const [{ flow } = { flow: null }] = front
  expect(flow).toMatch(/^[\w-]{12}$/)
  expect(new Set(front.map((each) => each.flow))).toEqual(new Set([flow]))
  expect(new Set(records.map(({ clientId }) => clientId))).toEqual(new Set(['web']))
  // Signed in at the fourth; the token request has it from the grant.
  const session = records[3]?.session
  expect(session).toMatch(/./)
  expect(records.slice(3).map((each) => each.session)).toEqual(Array(5).fill(session))
  expect(records.at(-1)?.grantId).toBe(records.at(-2)?.grantId)
  expect(records.at(-1)?.username).toBe('alice')

  await fetch(`${issuer.url}/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${tokens.access_token}` },
  })
  await recordsAfter(before, 9)
  const whole = await issuer.admin('activity.list', { filter: { flow: flow ?? '' }, limit: 50 })
  expect(whole.records.map(({ endpoint }) => endpoint)).toEqual([
    'userinfo',
    'token',
    ...front.map(({ endpoint }) => endpoint).toReversed(),
  ])
})

describe('a request as it came', () => {
  const secrets = {
    client_secret: web.client_secret,
    refresh_token: 'lkr_a-token-that-nobody-has-given-out',
    code_challenge: 'a-plain-challenge-is-its-verifier',
    made_up: 'anything-at-all',
  }

  test('shows what may be shown, and names what may not', async () => {
    const before = await settle(issuer)
    await post(
      issuer,
      '/oauth2/token',
      { grant_type: 'refresh_token', scope: 'read', ...secrets },
      basic(machine.client_id, machine.client_secret),
    )
    const [record] = await recordsAfter(before, 1)
    expect(record?.request).toEqual({
      method: 'POST',
      path: '/oauth2/token',
      authentication: 'basic',
      parameters: [
        { name: 'grant_type', value: 'refresh_token' },
        { name: 'scope', value: 'read' },
        { name: 'client_secret', value: '$CLIENT_SECRET' },
        { name: 'refresh_token', value: '$REFRESH_TOKEN' },
        { name: 'code_challenge', value: '$CODE_CHALLENGE' },
        { name: 'made_up', value: '$MADE_UP' },
      ],
    })
  })

  test('holds no secret that came in a wrong place', async () => {
    const before = await settle(issuer)
    const token = 'lkr_a-token-that-nobody-has-given-out'
    await raw(issuer.url, { path: `/oauth2/introspect/${token}?${token}=1` })
    await post(issuer, '/oauth2/token', { grant_type: token, scope: `read ${token}` })
    const agent = openUserAgent(issuer.url)
    const signIn = pageOf(await agent.settle(await agent.get(authorizationUrl(issuer))))
    await agent.submit(signIn, { username: 'a-password-as-a-name', password: 'x' })
    const records = await recordsAfter(before, 5)
    const requests = JSON.stringify(records.map(({ request }) => request))
    expect(requests).not.toContain(token)
    expect(requests).not.toContain('a-password-as-a-name')
    expect(requests).toContain('$USERNAME')
  })

  test('is bounded', async () => {
    const before = await settle(issuer)
    await post(issuer, '/oauth2/token', { grant_type: 'x'.repeat(5000) })
    const [record] = await recordsAfter(before, 1)
    expect(record?.request?.parameters[0]?.value).toHaveLength(300)
  })
})

describe('a trace', () => {
  test('stands on the page of the refusal and finds it', async () => {
    const url = authorizationUrl(issuer, { redirect_uri: 'https://evil.example/' })
    const page = await (await fetch(url)).text()
    const trace = /Trace ([\w-]{12})</.exec(page)?.[1] ?? ''
    await settle(issuer)
    const { records } = await issuer.admin('activity.list', { filter: { trace }, limit: 5 })
    expect(records).toMatchObject([{ endpoint: 'authorize', check: 'redirect_uri', trace }])
  })

  test('reaches developers in error_uri once that is switched on', async () => {
    const refusal = async () => (await post(issuer, '/oauth2/token', { grant_type: 'x' })).body
    expect(await refusal()).not.toHaveProperty('error_uri')
    const settings = await issuer.admin('activity.settings', {})
    await issuer.admin('activity.configure', { ...settings, traceInErrorUri: true })
    const uri = new URL(String((await refusal())['error_uri']))
    expect(uri.href.startsWith(`${issuer.url}/oauth2/error?trace=`)).toBe(true)
    const trace = uri.searchParams.get('trace') ?? ''
    await settle(issuer)
    const { records } = await issuer.admin('activity.list', { filter: { trace }, limit: 5 })
    expect(records).toMatchObject([{ endpoint: 'token', error: 'unsupported_grant_type' }])
    const page = await (await fetch(uri)).text()
    expect(page).toContain(`Trace ${trace}`)
    expect(page).toContain('in the console')
    const forged = await fetch(`${issuer.url}/oauth2/error?trace=%3Cscript%3E`)
    expect(await forged.text()).not.toContain('script')

    const silent = authorizationUrl(issuer, { prompt: 'none' })
    const { headers } = await fetch(silent, { redirect: 'manual' })
    const location = new URL(headers.get('location') ?? '')
    expect(location.searchParams.get('error')).toBe('login_required')
    expect(location.searchParams.get('error_uri')).toContain('/oauth2/error?trace=')
    await issuer.admin('activity.configure', { ...settings, traceInErrorUri: false })
  })
})
