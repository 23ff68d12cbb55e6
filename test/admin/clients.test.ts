import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { clientDefaults } from '#contract/client-defaults.ts'
import type { ClientSettings } from '#contract/clients.ts'
import { digest } from '#domain/secret.ts'

import { openTestConsole, type TestConsole } from './console.ts'

let admin: TestConsole
beforeEach(() => void (admin = openTestConsole()))
afterEach(async () => {
  expect(admin.bugs).toEqual([])
  await admin.close()
})

function settings(changes: Partial<ClientSettings> = {}): ClientSettings {
  return {
    ...clientDefaults,
    name: 'Web',
    redirectUris: [{ uri: 'https://web.example/callback', note: '' }],
    postLogoutRedirectUris: [],
    scopes: ['openid'],
    ...changes,
  }
}

describe('creating a client', () => {
  test('CL-06: a confidential client gets a secret that is shown once and stored as a digest', async () => {
    const { client, secret } = await admin.call('clients.create', {
      clientId: 'web',
      settings: settings(),
    })
    expect(secret?.value).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(JSON.stringify(await admin.call('clients.get', { clientId: 'web' }))).not.toContain(
      secret?.value,
    )
    const stored = await admin.store.findClient({ clientId: 'web' })
    expect(Buffer.from(stored?.secrets[0]?.digest ?? [])).toEqual(digest(secret?.value ?? ''))
    expect(client.secrets).toHaveLength(1)
    expect(Object.keys(client.secrets[0] ?? {})).not.toContain('digest')
  })

  test('a public client has no secret', async () => {
    const { secret } = await admin.call('clients.create', {
      clientId: 'app',
      settings: settings({ type: 'public' }),
    })
    expect(secret).toBeNull()
    const refusal = await admin.refusal('clients.addSecret', { clientId: 'app', overlap: 0 })
    expect(refusal.code).toBe('not_allowed')
  })

  test('CL-03, CL-05: id and name are unique, the name whatever its case', async () => {
    await admin.call('clients.create', { clientId: 'web', settings: settings() })
    expect(
      await admin.refusal('clients.create', {
        clientId: 'web',
        settings: settings({ name: 'Other' }),
      }),
    ).toMatchObject({ code: 'conflict', path: 'clientId' })
    expect(
      await admin.refusal('clients.create', {
        clientId: 'web2',
        settings: settings({ name: 'WEB' }),
      }),
    ).toMatchObject({ code: 'conflict', path: 'settings.name' })
  })

  test.each([
    ['CL-13', settings({ redirectUris: [] }), 'settings.redirectUris'],
    [
      'CL-14',
      settings({ redirectUris: [{ uri: 'http://web.example/callback', note: '' }] }),
      'settings.redirectUris.0.uri',
    ],
    [
      'CL-15',
      settings({
        flow: 'client_credentials',
        refreshTokens: { ...clientDefaults.refreshTokens, enabled: true },
      }),
      'settings.refreshTokens.enabled',
    ],
    ['CL-22', settings({ scopes: ['openid', 'nobody:has:this'] }), 'settings.scopes.1'],
  ])('%s is refused at the field that breaks it', async (_row, broken, path) => {
    const refusal = await admin.refusal('clients.create', { clientId: 'web', settings: broken })
    expect(refusal).toMatchObject({ code: 'invalid_input', path })
    expect((await admin.call('clients.list', {})).items).toEqual([])
  })
})

describe('changing a client', () => {
  test('CL-17: a change made from an old version is refused, and what is there stays', async () => {
    const { client } = await admin.call('clients.create', { clientId: 'web', settings: settings() })
    const changed = await admin.call('clients.update', {
      clientId: 'web',
      version: client.version,
      settings: settings({ description: 'First' }),
    })
    expect(changed.version).toBeGreaterThan(client.version)
    const refusal = await admin.refusal('clients.update', {
      clientId: 'web',
      version: client.version,
      settings: settings({ description: 'Second' }),
    })
    expect(refusal).toMatchObject({ code: 'conflict' })
    expect(refusal.message).toMatch(/Someone else/)
    const now = await admin.call('clients.get', { clientId: 'web' })
    expect(now.settings.description).toBe('First')
  })

  test('all settings come back as they were given', async () => {
    const given = settings({
      description: 'What it is for',
      enabled: false,
      pkce: 'optional',
      redirectUris: [
        { uri: 'https://b.example/callback', note: 'second first' },
        { uri: 'http://127.0.0.1/callback', note: '' },
      ],
      postLogoutRedirectUris: [{ uri: 'https://b.example/bye', note: 'bye' }],
      scopes: ['email', 'offline_access', 'openid'],
      consent: 'remember',
      consentLifetime: 86_400,
      refreshTokens: {
        enabled: true,
        usage: 'reuse',
        graceSeconds: 3,
        idleLifetime: 60,
        absoluteLifetime: 600,
      },
      accessToken: { lifetime: 77, format: 'opaque' },
      profileClaimsInIdToken: true,
    })
    const { client } = await admin.call('clients.create', { clientId: 'web', settings: given })
    expect(client.settings).toEqual(given)
    const other = settings({ name: 'Web 2' })
    await admin.call('clients.update', { clientId: 'web', version: 1, settings: other })
    expect((await admin.call('clients.get', { clientId: 'web' })).settings).toEqual(other)
  })

  test('turning a client public takes its secrets', async () => {
    await admin.call('clients.create', { clientId: 'web', settings: settings() })
    const changed = await admin.call('clients.update', {
      clientId: 'web',
      version: 1,
      settings: settings({ type: 'public' }),
    })
    expect(changed.secrets).toEqual([])
  })

  test('CL-21: disabling and enabling is a change of its own', async () => {
    await admin.call('clients.create', { clientId: 'web', settings: settings() })
    const off = await admin.call('clients.setEnabled', { clientId: 'web', enabled: false })
    expect(off.settings.enabled).toBe(false)
    expect(off.version).toBe(2)
  })
})

describe('CL-16: a second client for the other flow', () => {
  test('the machine copy has its own id and secret, no redirect URI and no refresh tokens', async () => {
    await admin.call('clients.create', {
      clientId: 'web',
      settings: settings({ refreshTokens: { ...clientDefaults.refreshTokens, enabled: true } }),
    })
    const { client, secret } = await admin.call('clients.duplicate', {
      clientId: 'web',
      newClientId: 'web-machine',
      name: 'Web (machine)',
      flow: 'client_credentials',
    })
    expect(secret).not.toBeNull()
    expect(client.settings).toMatchObject({
      flow: 'client_credentials',
      redirectUris: [],
      refreshTokens: { enabled: false },
    })
    const original = await admin.call('clients.get', { clientId: 'web' })
    expect(original.settings.flow).toBe('code')
    expect(original.settings.refreshTokens.enabled).toBe(true)
  })

  test('the copy collides at its own fields', async () => {
    await admin.call('clients.create', { clientId: 'web', settings: settings() })
    const copy = { clientId: 'web', newClientId: 'web', name: 'X', flow: 'code' as const }
    expect(await admin.refusal('clients.duplicate', copy)).toMatchObject({ path: 'newClientId' })
    expect(
      await admin.refusal('clients.duplicate', { ...copy, newClientId: 'y', name: 'Web' }),
    ).toMatchObject({ path: 'name' })
  })
})

describe('secrets', () => {
  test('a new secret leaves the old one valid for the overlap', async () => {
    await admin.call('clients.create', { clientId: 'web', settings: settings() })
    const { client } = await admin.call('clients.addSecret', { clientId: 'web', overlap: 600 })
    expect(client.secrets.map(({ expiresAt }) => String(expiresAt)).toSorted()).toEqual([
      String(admin.now + 600),
      'null',
    ])
  })

  test('an overlap of 0 ends the old one now', async () => {
    const { secret } = await admin.call('clients.create', {
      clientId: 'web',
      settings: settings(),
    })
    const after = await admin.call('clients.addSecret', { clientId: 'web', overlap: 0 })
    expect(after.client.secrets.map(({ id }) => id)).toEqual([after.secret.id])
    expect(after.secret.value).not.toBe(secret?.value)
  })

  test('there are five at most', async () => {
    await admin.call('clients.create', { clientId: 'web', settings: settings() })
    for (let index = 0; index < 4; index += 1)
      await admin.call('clients.addSecret', { clientId: 'web', overlap: 600 })
    const refusal = await admin.refusal('clients.addSecret', { clientId: 'web', overlap: 600 })
    expect(refusal).toMatchObject({ code: 'not_allowed' })
  })

  test('one can be removed, another client’s cannot', async () => {
    const one = await admin.call('clients.create', { clientId: 'web', settings: settings() })
    await admin.call('clients.create', { clientId: 'b', settings: settings({ name: 'B' }) })
    const secretId = one.secret?.id ?? ''
    expect(await admin.refusal('clients.removeSecret', { clientId: 'b', secretId })).toMatchObject({
      code: 'not_found',
    })
    const left = await admin.call('clients.removeSecret', { clientId: 'web', secretId })
    expect(left.secrets).toEqual([])
  })
})

describe('the consent preview', () => {
  test('shows the offline block exactly when a refresh token will be issued', async () => {
    const refreshTokens = { ...clientDefaults.refreshTokens, enabled: true }
    const scopes = ['openid', 'offline_access']
    const preview = (draft: ClientSettings) =>
      admin.call('clients.previewConsent', { clientId: 'web', settings: draft })
    const on = await preview(settings({ refreshTokens, scopes }))
    expect(on.prompt?.offline?.until).toBe(admin.now + refreshTokens.absoluteLifetime)
    expect((await preview(settings({ scopes }))).prompt?.offline).toBeNull()
    expect((await preview(settings({ refreshTokens }))).prompt?.offline).toBeNull()
  })

  test('says what is missing in a draft', async () => {
    const preview = async (draft: ClientSettings) =>
      admin.call('clients.previewConsent', { clientId: '', settings: draft })
    const bare = await preview(settings({ redirectUris: [] }))
    expect(bare.prompt).toBeNull()
    expect(bare.reason).toMatch(/redirect URI/)
    expect(bare.refreshSentence).not.toBe('')
    const half = await preview(settings({ redirectUris: [{ uri: 'https://', note: '' }] }))
    expect(half.prompt).toBeNull()
    expect((await preview(settings({ flow: null }))).reason).toMatch(/flow/)
    expect((await preview(settings({ consent: 'never' }))).reason).toMatch(/never asked/)
  })
})

test('every change is in the audit, with before and after and without a secret', async () => {
  const { secret } = await admin.call('clients.create', { clientId: 'web', settings: settings() })
  await admin.call('clients.update', { clientId: 'web', version: 1, settings: settings() })
  await admin.call('clients.setEnabled', { clientId: 'web', enabled: false })
  const added = await admin.call('clients.addSecret', { clientId: 'web', overlap: 5 })
  await admin.call('clients.removeSecret', { clientId: 'web', secretId: added.secret.id })
  await admin.call('clients.delete', { clientId: 'web' })
  const { entries } = await admin.call('audit.list', { limit: 50 })
  expect(entries.map(({ operation }) => operation)).toEqual([
    'clients.delete',
    'clients.removeSecret',
    'clients.addSecret',
    'clients.setEnabled',
    'clients.update',
    'clients.create',
  ])
  expect(entries.every(({ actor, target }) => actor === 'tester' && target === 'web')).toBe(true)
  const text = JSON.stringify(entries)
  expect(text).not.toContain(secret?.value)
  expect(text).not.toContain(added.secret.value)
})
