import { afterEach, beforeEach, expect, test } from 'vitest'

import type { TestIssuer } from '#test/support/issuer.ts'
import { obtainTokens } from '#test/support/relying-party.ts'
import { alice, changeClient, startWorkspace, web } from '#test/support/workspace.ts'

let issuer: TestIssuer
beforeEach(async () => void (issuer = await startWorkspace()))
afterEach(async () => {
  expect(issuer.bugs).toEqual([])
  await issuer[Symbol.asyncDispose]()
})

async function newest() {
  const [entry] = (await issuer.admin('audit.list', { limit: 1 })).entries
  if (!entry) throw new Error('Nothing was written down.')
  return issuer.admin('audit.get', { id: entry.id })
}

test('a change is told field by field, and what stayed the same is not', async () => {
  await changeClient(issuer, 'web', {
    description: 'The shop',
    accessToken: { lifetime: 600, format: 'opaque' },
    redirectUris: [
      { uri: 'http://127.0.0.1:1/callback', note: '' },
      { uri: 'https://shop.example/callback', note: '' },
    ],
  })
  const { entry, changes, undoable } = await newest()
  expect(entry).toMatchObject({ operation: 'clients.update', target: 'web', actor: 'test' })
  expect(undoable).toBe(true)
  expect(changes.map(({ field }) => field).toSorted()).toEqual([
    'accessToken.format',
    'accessToken.lifetime',
    'description',
    'redirectUris.1.note',
    'redirectUris.1.uri',
  ])
  expect(changes).toContainEqual({ field: 'description', before: 'empty', after: 'The shop' })
  expect(changes).toContainEqual({
    field: 'redirectUris.1.uri',
    before: null,
    after: 'https://shop.example/callback',
  })
})

test('taken back, the client is as it was, and the entry of that shows the way back', async () => {
  await changeClient(issuer, 'web', { description: 'The shop' })
  const { entry } = await newest()
  await issuer.admin('audit.undo', { id: entry.id })
  const { settings } = await issuer.admin('clients.get', { clientId: 'web' })
  expect(settings.description).toBe('')
  expect(await newest()).toMatchObject({
    entry: { operation: 'audit.undo' },
    changes: [{ field: 'description', before: 'The shop', after: 'empty' }],
  })
  expect(await issuer.reply('audit.undo', { id: entry.id })).toMatchObject({
    ok: false,
    error: { code: 'conflict' },
  })
})

test('filtered by operation, by who did it, by what it was done to, and by time', async () => {
  await changeClient(issuer, 'web', { description: 'one' })
  issuer.clock.advance(100)
  const later = issuer.clock.now()
  await changeClient(issuer, 'other', { description: 'two' })
  const targets = async (filter: object) =>
    (await issuer.admin('audit.list', { filter, limit: 100 })).entries.map(({ target }) => target)
  const operations = ['clients.update']
  expect(await targets({ operations })).toEqual(['other', 'web'])
  expect(await targets({ operations, target: 'WE' })).toEqual(['web'])
  expect(await targets({ operations, at: { from: later } })).toEqual(['other'])
  expect(await targets({ operations, at: { to: later - 1 } })).toEqual(['web'])
  expect(await targets({ operations, actors: ['nobody'] })).toEqual([])
  expect(await targets({ target: '%' })).toEqual([])
  const facets = await issuer.admin('audit.facets', {})
  expect(facets.operations).toContain('clients.update')
  expect(facets.actors).toContain('test')
})

test('a revocation leads to what it took', async () => {
  await obtainTokens(issuer)
  const { revocation } = await issuer.admin('refreshTokens.revoke', {
    target: { kind: 'user', subject: alice.subject },
    mode: 'revoke',
    reason: '',
  })
  expect(await newest()).toMatchObject({ revocation: revocation.id, undoable: false, changes: [] })
})

test('the export is one JSON list, whatever its length, without a secret', async () => {
  await issuer.admin('clients.addSecret', { clientId: 'web', overlap: 60 })
  await issuer.admin('users.setPassword', {
    subject: alice.subject,
    password: 'a-new-password-of-alice',
    revokeTokens: false,
  })
  // More than one part takes.
  for (let n = 0; n < 1001; n += 1)
    await issuer.admin('clients.setEnabled', { clientId: 'web', enabled: n % 2 === 1 })
  const parts: string[] = []
  let before: number | null | undefined
  while (before !== null) {
    const part: { text: string; nextBefore: number | null } = await issuer.admin(
      'audit.export',
      before === undefined ? {} : { before },
    )
    parts.push(part.text)
    before = part.nextBefore
  }
  const text = parts.join('')
  expect(parts).toHaveLength(2)
  const { entries } = await issuer.admin('audit.list', { limit: 500 })
  // What an export is made of is a list of records.
  const exported = JSON.parse(text) as { id: number }[]
  expect(exported.slice(0, entries.length).map(({ id }) => id)).toEqual(entries.map(({ id }) => id))
  for (const secret of [
    'a-new-password-of-alice',
    alice.password,
    web.client_secret,
    'digest',
    'hash',
  ])
    expect(text).not.toContain(secret)
})
