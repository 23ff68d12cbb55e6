import { expect, test } from 'vitest'

import type { TestIssuer } from '#test/support/issuer.ts'
import {
  answerOf,
  authorizationUrl,
  introspect,
  openConsent,
  redeemCode,
  tokensOf,
  type Form,
} from '#test/support/relying-party.ts'
import { checkBoxes, type UserAgent } from '#test/support/user-agent.ts'
import { changeClient, startWorkspace } from '#test/support/workspace.ts'

const remembering = { consent: 'remember' } as const

/** Consents once, with these changes to the form, and gives back the browser. */
async function consentOnce(issuer: TestIssuer, form: Form = {}, request: Form = {}) {
  const { agent, consent } = await openConsent(issuer, request)
  const boxes = Object.entries({ ...checkBoxes(consent), decision: 'allow', ...form })
  const controls = Object.fromEntries(
    boxes.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
  answerOf(await agent.settle(await agent.submit(consent, controls)))
  return agent
}

/** What a second request meets: the consent page, or the code at once. */
async function askAgain(issuer: TestIssuer, agent: UserAgent, request: Form = {}) {
  const place = await agent.settle(await agent.get(authorizationUrl(issuer, request)))
  return place instanceof URL ? answerOf(place) : place.url.pathname
}

test('a consent that is remembered is not asked again, for as much or less', async () => {
  await using issuer = await startWorkspace(remembering)
  const agent = await consentOnce(issuer)
  expect(await askAgain(issuer, agent)).toHaveProperty('code')
  expect(await askAgain(issuer, agent, { scope: 'openid read' })).toHaveProperty('code')
})

test('more scope than was remembered is asked for', async () => {
  await using issuer = await startWorkspace(remembering)
  const agent = await consentOnce(issuer)
  const more = { scope: 'openid offline_access read write' }
  expect(await askAgain(issuer, agent, more)).toBe('/oauth2/consent')
})

test('a scope that was unticked is not remembered', async () => {
  await using issuer = await startWorkspace(remembering)
  const agent = await consentOnce(issuer, { 'scope:read': undefined })
  expect(await askAgain(issuer, agent)).toBe('/oauth2/consent')
})

test('a remembered consent expires', async () => {
  await using issuer = await startWorkspace(remembering)
  await changeClient(issuer, 'web', { consentLifetime: 600 })
  const agent = await consentOnce(issuer)
  issuer.clock.advance(599)
  expect(await askAgain(issuer, agent)).toHaveProperty('code')
  issuer.clock.advance(1)
  expect(await askAgain(issuer, agent)).toBe('/oauth2/consent')
})

test('the remembered duration goes for the next refresh token too', async () => {
  await using issuer = await startWorkspace(remembering)
  const agent = await consentOnce(issuer, { duration: '3600' })
  const answer = await askAgain(issuer, agent)
  const { code = '' } = typeof answer === 'string' ? {} : answer
  const tokens = tokensOf(await redeemCode(issuer, code))
  const end = issuer.clock.now() + 3600
  expect((await introspect(issuer, tokens.refresh_token))['exp']).toBe(end)
})

test('a remembered duration never passes a policy that has become shorter', async () => {
  await using issuer = await startWorkspace(remembering)
  const agent = await consentOnce(issuer)
  await changeClient(issuer, 'web', {
    refreshTokens: {
      enabled: true,
      usage: 'rotate',
      graceSeconds: 10,
      idleLifetime: 7200,
      absoluteLifetime: 7200,
    },
  })
  const answer = await askAgain(issuer, agent)
  const { code = '' } = typeof answer === 'string' ? {} : answer
  const tokens = tokensOf(await redeemCode(issuer, code))
  expect(Number((await introspect(issuer, tokens.refresh_token))['exp'])).toBeLessThanOrEqual(
    issuer.clock.now() + 7200,
  )
  const rows = await issuer.admin('refreshTokens.search', {
    filter: {},
    sort: { by: 'issued', direction: 'descending' },
    limit: 1,
  })
  const detail = await issuer.admin('refreshTokens.get', { id: rows.rows[0]?.id ?? '' })
  expect(detail.absoluteExpiresAt).toBe(issuer.clock.now() + 7200)
})

test('a no to offline access is asked again when a refresh token would be issued', async () => {
  await using issuer = await startWorkspace(remembering)
  const agent = await consentOnce(issuer, { offline: undefined }, { scope: 'read' })
  expect(await askAgain(issuer, agent, { scope: 'read' })).toBe('/oauth2/consent')
})

test('prompt=consent asks although it is remembered; prompt=none says consent_required', async () => {
  await using issuer = await startWorkspace(remembering)
  const agent = await consentOnce(issuer)
  expect(await askAgain(issuer, agent, { prompt: 'consent' })).toBe('/oauth2/consent')
  const more = { prompt: 'none', scope: 'openid write' }
  expect(await askAgain(issuer, agent, more)).toMatchObject({ error: 'consent_required' })
  expect(await askAgain(issuer, agent, { prompt: 'none' })).toHaveProperty('code')
})

test('the policy "always" asks each time, the policy "never" not at all', async () => {
  await using issuer = await startWorkspace({ consent: 'always' })
  const agent = await consentOnce(issuer)
  expect(await askAgain(issuer, agent)).toBe('/oauth2/consent')
  await changeClient(issuer, 'web', { consent: 'never' })
  expect(await askAgain(issuer, agent)).toHaveProperty('code')
  expect(await askAgain(issuer, agent, { prompt: 'consent' })).toBe('/oauth2/consent')
})

test('what one user consented to does not speak for another, nor for another client', async () => {
  await using issuer = await startWorkspace(remembering)
  const agent = await consentOnce(issuer)
  await changeClient(issuer, 'other', { consent: 'remember' })
  expect(await askAgain(issuer, agent, { client_id: 'other' })).toBe('/oauth2/consent')
})
