import { afterEach, beforeEach, expect, test } from 'vitest'

import type { TestIssuer } from '#test/support/issuer.ts'
import { authorizationUrl, obtainCode, obtainTokens, pageOf } from '#test/support/relying-party.ts'
import { openUserAgent } from '#test/support/user-agent.ts'
import { alice, changeClient, startWorkspace, statusOfOnlyToken } from '#test/support/workspace.ts'

const key = { subject: alice.subject, clientId: 'web' }

let issuer: TestIssuer
beforeEach(async () => void (issuer = await startWorkspace({ consent: 'remember' })))
afterEach(async () => {
  expect(issuer.bugs).toEqual([])
  await issuer[Symbol.asyncDispose]()
})

test('what a user allows is listed with names, scope, offline access and its end', async () => {
  await obtainTokens(issuer)
  const { consents } = await issuer.admin('consents.list', { limit: 10 })
  const now = issuer.clock.now()
  expect(consents).toMatchObject([
    {
      ...key,
      username: 'alice',
      name: 'Alice A.',
      clientName: 'Web',
      scope: ['openid', 'offline_access', 'read'],
      grantedAt: now,
      state: 'active',
    },
  ])
  expect(consents[0]?.offlineLifetime).toBeGreaterThan(0)
  expect(consents[0]?.expiresAt).toBeGreaterThan(now)
  const detail = await issuer.admin('consents.get', key)
  expect(detail.activeTokens).toBe(1)
  expect(detail.scopes).toContainEqual({
    value: 'read',
    displayName: 'Read your notes',
    emphasize: false,
  })
})

test('a consent ends by time, and is not in use where the client does not remember', async () => {
  await obtainTokens(issuer)
  await changeClient(issuer, 'web', { consent: 'always' })
  const state = async () =>
    (await issuer.admin('consents.list', { limit: 10 })).consents.map(({ state }) => state)
  expect(await state()).toEqual(['unused'])
  await changeClient(issuer, 'web', { consent: 'remember' })
  expect(await state()).toEqual(['active'])
  const { consent } = await issuer.admin('consents.get', key)
  issuer.clock.advance(consent.expiresAt - issuer.clock.now())
  expect(await state()).toEqual(['ended'])
})

test('searched by user and client; what matches nothing is not there', async () => {
  await obtainTokens(issuer)
  const count = async (filter: object) => (await issuer.admin('consents.count', { filter })).count
  for (const text of ['ALI', 'alice a', alice.subject, 'we', 'Web'])
    expect(await count({ text }), text).toBe(1)
  for (const text of ['bob', '%', '_', 'subject']) expect(await count({ text }), text).toBe(0)
  expect(await count({ subject: alice.subject })).toBe(1)
  expect(await count({ subject: 'alice' })).toBe(0)
  expect(await count({ clientId: 'web', text: 'alice' })).toBe(1)
  expect(await count({ clientId: 'other', text: 'alice' })).toBe(0)
})

test('pages follow one another without gap or repetition', async () => {
  for (const clientId of ['other', 'app'])
    await changeClient(issuer, clientId, { consent: 'remember' })
  await obtainTokens(issuer)
  issuer.clock.advance(1)
  for (const client_id of ['other', 'app']) await obtainCode(issuer, { client_id })
  const seen: string[] = []
  let cursor: string | null | undefined
  while (cursor !== null) {
    const page: { consents: { clientId: string }[]; nextCursor: string | null } =
      await issuer.admin('consents.list', { limit: 1, ...(cursor ? { cursor } : {}) })
    seen.push(...page.consents.map(({ clientId }) => clientId))
    cursor = page.nextCursor
  }
  expect(seen).toEqual(['other', 'app', 'web'])
  const reply = await issuer.reply('consents.list', { limit: 1, cursor: 'nonsense' })
  expect(reply).toMatchObject({ ok: false, error: { code: 'invalid_input', path: 'cursor' } })
})

test('revoked alone: the user is asked again, the tokens live on', async () => {
  const agent = openUserAgent(issuer.url)
  await obtainCode(issuer, {}, agent)
  const asked = async () => agent.settle(await agent.get(authorizationUrl(issuer)))
  expect(await asked()).toBeInstanceOf(URL)
  await issuer.admin('consents.revoke', { ...key, tokens: false, reason: 'asked by alice' })
  expect(pageOf(await asked()).url.pathname).toBe('/oauth2/consent')
  const { entries } = await issuer.admin('audit.list', { limit: 1 })
  expect(entries).toMatchObject([{ operation: 'consents.revoke', target: alice.subject }])
  expect(entries[0]?.summary).toContain('asked by alice')
  expect(await issuer.reply('consents.get', key)).toMatchObject({ ok: false })
  expect(await issuer.reply('consents.revoke', { ...key, tokens: true, reason: '' })).toMatchObject(
    { ok: false, error: { code: 'not_found' } },
  )
})

test('revoked with its tokens: the family ends, and its undo brings it back', async () => {
  await obtainTokens(issuer)
  expect(await statusOfOnlyToken(issuer)).toBe('active')
  const { act } = await issuer.admin('consents.revoke', { ...key, tokens: true, reason: '' })
  expect(act).toMatchObject({ state: 'finished', tokens: 1 })
  expect(await statusOfOnlyToken(issuer)).toBe('revoked')
  await issuer.admin('refreshTokens.undo', { revocationId: act?.revocation.id ?? 0 })
  expect(await statusOfOnlyToken(issuer)).toBe('active')
})
