import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { clientDefaults } from '#contract/client-defaults.ts'
import type { ClientSettings } from '#contract/clients.ts'
import { batchOf, decisionWith } from '#test/support/decisions.ts'

import { openTestConsole, type TestConsole } from './console.ts'

let admin: TestConsole
beforeEach(() => void (admin = openTestConsole()))
afterEach(async () => {
  expect(admin.bugs).toEqual([])
  await admin.close()
})

const settings: ClientSettings = {
  ...clientDefaults,
  name: 'Web',
  redirectUris: [{ uri: 'https://web.example/callback', note: '' }],
  postLogoutRedirectUris: [],
  scopes: ['profile', 'openid'],
}

const create = () => admin.call('clients.create', { clientId: 'web', settings })

async function change(changes: Partial<ClientSettings>): Promise<number> {
  const { settings, version } = await admin.call('clients.get', { clientId: 'web' })
  await admin.call('clients.update', {
    clientId: 'web',
    version,
    settings: { ...settings, ...changes },
  })
  return newestEntry()
}

async function newestEntry(): Promise<number> {
  const { entries } = await admin.call('audit.list', { limit: 1 })
  return entries[0]?.id ?? 0
}

const current = async () => (await admin.call('clients.get', { clientId: 'web' })).settings

describe('taking back', () => {
  test('restores what the change replaced, and is a line of the audit trail itself', async () => {
    await create()
    const before = await current()
    const id = await change({ name: 'Shop', scopes: ['openid', 'email'], pkce: 'optional' })
    const { auditId } = await admin.call('audit.undo', { id })
    expect(await current()).toEqual(before)
    const { entries } = await admin.call('audit.list', { limit: 1 })
    expect(entries[0]).toMatchObject({
      id: auditId,
      actor: 'tester',
      operation: 'audit.undo',
      target: 'web',
      summary: 'Took back: Changed the client Shop.',
    })
  })

  test('is refused once the target has changed again, and changes nothing', async () => {
    await create()
    const id = await change({ name: 'Shop' })
    await change({ name: 'Store' })
    expect(await admin.refusal('audit.undo', { id })).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('changed again since'),
    })
    expect((await current()).name).toBe('Store')
  })

  test('switches a client on again that was switched off, whatever else has changed', async () => {
    await create()
    await admin.call('clients.setEnabled', { clientId: 'web', enabled: false })
    const id = await newestEntry()
    await change({ name: 'Shop' })
    await admin.call('audit.undo', { id })
    expect(await current()).toMatchObject({ enabled: true, name: 'Shop' })
  })

  test('does not pretend to bring secrets back', async () => {
    await create()
    const id = await change({ type: 'public' })
    expect(await admin.refusal('audit.undo', { id })).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('secrets went'),
    })
  })

  test('is refused for what is gone, for other acts, and for no entry', async () => {
    await create()
    const creation = await newestEntry()
    expect((await admin.refusal('audit.undo', { id: creation })).code).toBe('not_allowed')
    const id = await change({ name: 'Shop' })
    await admin.call('clients.delete', { clientId: 'web' })
    expect((await admin.refusal('audit.undo', { id })).code).toBe('conflict')
    expect((await admin.refusal('audit.undo', { id: 9999 })).code).toBe('not_found')
  })
})

describe('a fix', () => {
  async function record(received: string): Promise<number> {
    const checks = [
      {
        check: 'redirect_uri',
        outcome: 'refused',
        clause: 'RFC 6749 §3.1.2.3',
        expected: 'https://web.example/callback',
        received,
      },
    ]
    const decision = decisionWith({
      at: admin.now,
      endpoint: 'authorize',
      clientId: 'web',
      check: 'redirect_uri',
      checks: JSON.stringify(checks),
    })
    await admin.store.recordDecisions(batchOf([decision], admin.now))
    const { records } = await admin.call('activity.list', { limit: 1 })
    return records[0]?.id ?? 0
  }

  test('is previewed as it will be done', async () => {
    await create()
    const id = await record('https://web.example/callback/')
    const { fixes } = await admin.call('activity.get', { id })
    expect(fixes[0]?.changes).toEqual([
      {
        field: 'Redirect URIs',
        before: 'https://web.example/callback',
        after: 'https://web.example/callback https://web.example/callback/',
      },
    ])
    await admin.call('activity.applyFix', { id, fix: 'redirect_uri.add' })
    expect((await current()).redirectUris.map(({ uri }) => uri).join(' ')).toBe(
      fixes[0]?.changes[0]?.after,
    )
    expect(admin.published).toContain('clients')
  })

  test.each([
    'javascript:alert(1)',
    'https://web.example/*',
    'http://web.example/callback',
    'https://user:pass@web.example/callback',
  ])('never registers %s: the explanation says why', async (uri) => {
    await create()
    const id = await record(uri)
    const { fixes, explanations } = await admin.call('activity.get', { id })
    expect(fixes).toEqual([])
    expect(explanations[0]?.notes.join(' ')).toContain('cannot be registered')
    const refusal = await admin.refusal('activity.applyFix', { id, fix: 'redirect_uri.add' })
    expect(refusal.code).toBe('conflict')
    expect((await current()).redirectUris).toEqual(settings.redirectUris)
  })

  test('is not there for a client that is gone, nor for a record that is', async () => {
    await create()
    const id = await record('https://web.example/callback/')
    await admin.call('clients.delete', { clientId: 'web' })
    expect((await admin.call('activity.get', { id })).fixes).toEqual([])
    const missing = await admin.refusal('activity.applyFix', { id: 9999, fix: 'user.enable' })
    expect(missing.code).toBe('not_found')
  })
})
