import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { ResourceSettings } from '#contract/resources.ts'
import type { UserSettings } from '#contract/users.ts'
import { verifyPassword } from '#domain/password.ts'
import { digest } from '#domain/secret.ts'

import { openTestConsole, type TestConsole } from './console.ts'

let admin: TestConsole
beforeEach(() => void (admin = openTestConsole()))
afterEach(async () => {
  expect(admin.bugs).toEqual([])
  await admin.close()
})

const alice: UserSettings = {
  username: 'alice',
  name: 'Alice',
  email: 'alice@example.com',
  emailVerified: true,
  claims: { groups: ['a', 'b'], address: { locality: 'Köln' } },
  disabled: false,
}

describe('users', () => {
  const create = (settings = alice) =>
    admin.call('users.create', { settings, password: 'correct horse' })

  test('come back with claims of any JSON, and without their password', async () => {
    const created = await create()
    expect(created.settings).toEqual(alice)
    const stored = await admin.store.findUser({ subject: created.subject })
    expect(await verifyPassword('correct horse', stored?.passwordHash ?? '')).toBe(true)
    expect(JSON.stringify(created)).not.toContain('scrypt')
    const { items } = await admin.call('users.list', {})
    expect(items).toEqual([
      {
        subject: created.subject,
        username: 'alice',
        name: 'Alice',
        email: 'alice@example.com',
        disabled: false,
        activeTokens: 0,
        lastSignInAt: null,
      },
    ])
  })

  test('have names of their own, whatever the case', async () => {
    await create()
    const refusal = await admin.refusal('users.create', {
      settings: { ...alice, username: 'ALICE' },
      password: 'correct horse',
    })
    expect(refusal).toMatchObject({ code: 'conflict', path: 'settings.username' })
  })

  test('are changed from the version that was seen', async () => {
    const { subject, version } = await create()
    const changed = { ...alice, username: 'Alice', disabled: true }
    await admin.call('users.update', { subject, version, settings: changed })
    expect((await admin.call('users.get', { subject })).settings).toEqual(changed)
    expect(
      await admin.refusal('users.update', { subject, version, settings: alice }),
    ).toMatchObject({ code: 'conflict', path: 'version' })
  })

  test('a short password is refused at its field', async () => {
    const { subject } = await create()
    const refusal = await admin.refusal('users.setPassword', {
      subject,
      password: 'short',
      revokeTokens: false,
    })
    expect(refusal).toEqual({
      code: 'invalid_input',
      message: 'A password has 8 characters at least.',
      path: 'password',
    })
  })

  test('a new password ends sessions and grants when asked to, with no way back', async () => {
    const { subject } = await create()
    await admin.store.insertSession({
      id: 's',
      digest: digest('cookie'),
      subject,
      authenticatedAt: admin.now,
      expiresAt: admin.now + 100,
      replaces: null,
      ip: null,
      userAgent: null,
      now: admin.now,
    })
    const session = () => admin.store.findSession({ digest: digest('cookie').toString('hex') })
    const set = (revokeTokens: boolean) =>
      admin.call('users.setPassword', { subject, password: 'battery staple', revokeTokens })
    await set(false)
    expect(await session()).toBeDefined()
    await set(true)
    expect(await session()).toBeUndefined()
    const { entries } = await admin.call('audit.list', { limit: 1 })
    expect(JSON.stringify(entries)).not.toContain('battery')
  })

  test('a deleted one is gone', async () => {
    const { subject } = await create()
    await admin.call('users.delete', { subject })
    expect(await admin.refusal('users.get', { subject })).toMatchObject({ code: 'not_found' })
    expect(await admin.refusal('users.delete', { subject })).toMatchObject({ code: 'not_found' })
  })
})

describe('resources', () => {
  const scope = (name: string) => ({ name, displayName: '', description: '', emphasize: false })
  const settings: ResourceSettings = {
    name: 'Orders',
    enabled: true,
    signingAlgorithm: 'ES256',
    accessTokenLifetime: 300,
    scopes: [{ ...scope('orders:write'), emphasize: true }, scope('orders:read')],
  }
  const create = (audience = 'urn:orders', changed = settings) =>
    admin.call('resources.create', { audience, settings: changed })

  test('come back with their scopes in order', async () => {
    const created = await create()
    expect(created).toEqual({
      audience: 'urn:orders',
      settings,
      version: 1,
      clients: 0,
      activeTokens: 0,
    })
    expect((await admin.call('resources.list', {})).items).toEqual([created])
  })

  test.each([
    ['of another resource', [scope('orders:read')], /belongs to the resource Orders/],
    ['of OpenID Connect', [scope('openid')], /belongs to the issuer/],
    ['listed twice', [scope('x'), scope('x')], /listed twice/],
  ])('a scope %s is refused', async (_what, scopes, message) => {
    await create()
    const refusal = await admin.refusal('resources.create', {
      audience: 'urn:other',
      settings: { ...settings, name: 'Other', scopes },
    })
    expect(refusal).toMatchObject({
      code: 'conflict',
      path: `settings.scopes.${scopes.length - 1}.name`,
    })
    expect(refusal.message).toMatch(message)
    expect((await admin.call('resources.list', {})).items).toHaveLength(1)
  })

  test('an audience is there once', async () => {
    await create()
    expect(
      await admin.refusal('resources.create', { audience: 'urn:orders', settings }),
    ).toMatchObject({ code: 'conflict', path: 'audience' })
  })

  test('a scope or resource that goes leaves its clients, and the audit says so', async () => {
    const { version } = await create()
    await admin.call('workspace.loadSample', {})
    const { settings: client } = await admin.call('clients.get', { clientId: 'machineclient' })
    await admin.call('clients.update', {
      clientId: 'machineclient',
      version: 1,
      settings: { ...client, scopes: ['orders:read', 'orders:write', 'read'] },
    })
    expect((await admin.call('resources.get', { audience: 'urn:orders' })).clients).toBe(1)
    await admin.call('resources.update', {
      audience: 'urn:orders',
      version,
      settings: { ...settings, scopes: [scope('orders:write')] },
    })
    const scopes = async () =>
      (await admin.call('clients.get', { clientId: 'machineclient' })).settings.scopes
    expect(await scopes()).toEqual(['orders:write', 'read'])
    await admin.call('resources.delete', { audience: 'urn:orders' })
    expect(await scopes()).toEqual(['read'])
    const { entries } = await admin.call('audit.list', { limit: 2 })
    for (const { summary } of entries) expect(summary).toMatch(/machineclient can no longer ask/)
  })

  test('a change from an old version is refused', async () => {
    await create()
    await admin.call('resources.update', { audience: 'urn:orders', version: 1, settings })
    expect(
      await admin.refusal('resources.update', { audience: 'urn:orders', version: 1, settings }),
    ).toMatchObject({ code: 'conflict' })
  })
})
