import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { AdminError } from '#admin/admin-error.ts'
import { applyConfiguration } from '#admin/apply-configuration.ts'
import { configuration, type Configuration } from '#contract/configuration.ts'
import { validSecrets } from '#domain/client.ts'
import { verifyPassword } from '#domain/password.ts'
import { matchesDigest } from '#domain/secret.ts'

import { openTestConsole, type TestConsole } from './console.ts'

let admin: TestConsole
beforeEach(() => void (admin = openTestConsole()))
afterEach(async () => {
  expect(admin.bugs).toEqual([])
  await admin.close()
})

const web = {
  clientId: 'web',
  secret: 'a secret of the file',
  redirectUris: ['https://web.example/callback'],
  scopes: ['openid', 'orders'],
}
const file = {
  resources: [{ audience: 'urn:orders', scopes: [{ name: 'orders' }] }],
  clients: [web],
  users: [{ username: 'alice', password: 'correct horse', email: 'alice@example.com' }],
}

function apply(input: unknown): Promise<void> {
  const parsed: Configuration = configuration.parse(input)
  return applyConfiguration(admin.context, parsed, 'configuration file')
}

async function refusal(input: unknown): Promise<AdminError['failure']> {
  const error = await apply(input).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof AdminError)) throw new Error(`Not refused: ${String(error)}`)
  return error.failure
}

async function counts() {
  const { counts } = await admin.call('issuer.status', {})
  return [counts.clients, counts.users, counts.resources]
}

describe('a configuration', () => {
  test('makes what it names, with its secrets digested and passwords hashed', async () => {
    await apply(file)
    expect(await counts()).toEqual([1, 1, 1])
    const client = await admin.store.findClient({ clientId: 'web' })
    if (!client) throw new Error('No client.')
    const [secret] = validSecrets(client, admin.now)
    expect(matchesDigest('a secret of the file', secret?.digest ?? new Uint8Array(32))).toBe(true)
    const user = await admin.store.findUserByName({ username: 'ALICE' })
    expect(await verifyPassword('correct horse', user?.passwordHash ?? '')).toBe(true)
    expect(admin.context.generatedSecrets.take()).toEqual([])
  })

  test('applied again, changes nothing but versions: same subject, one secret', async () => {
    await apply(file)
    const before = await admin.store.findUserByName({ username: 'alice' })
    await apply(file)
    expect(await counts()).toEqual([1, 1, 1])
    const after = await admin.store.findUserByName({ username: 'alice' })
    expect(after?.subject).toBe(before?.subject)
    expect((await admin.store.findClient({ clientId: 'web' }))?.secrets).toHaveLength(1)
  })

  test('applied again, enables nothing that an administrator disabled', async () => {
    await apply(file)
    await admin.call('clients.setEnabled', { clientId: 'web', enabled: false })
    const resource = await admin.call('resources.get', { audience: 'urn:orders' })
    await admin.call('resources.update', {
      audience: 'urn:orders',
      version: resource.version,
      settings: { ...resource.settings, enabled: false },
    })
    const subject = (await admin.store.findUserByName({ username: 'alice' }))?.subject ?? ''
    const { version, settings } = await admin.call('users.get', { subject })
    await admin.call('users.update', {
      subject,
      version,
      settings: { ...settings, disabled: true },
    })
    await apply(file)
    expect((await admin.store.findClient({ clientId: 'web' }))?.enabled).toBe(false)
    expect((await admin.store.findUser({ subject }))?.disabled).toBe(true)
    const after = await admin.call('resources.get', { audience: 'urn:orders' })
    expect(after.settings.enabled).toBe(false)
  })

  test('is one entry of the audit, counted in words', async () => {
    await apply({ ...file, users: [] })
    const { entries } = await admin.call('audit.list', { limit: 1 })
    expect(entries[0]?.summary).toBe('Applied a configuration of 1 client, 1 resource and 0 users.')
  })

  test('leaves what it does not name', async () => {
    await admin.call('workspace.loadSample', {})
    await apply(file)
    expect(await counts()).toEqual([4, 2, 2])
  })

  test('a confidential client without a secret gets one, once', async () => {
    const { secret: _secret, ...bare } = web
    await apply({ ...file, clients: [bare] })
    const [generated] = admin.context.generatedSecrets.take()
    expect(generated).toMatchObject({ kind: 'client secret', owner: 'web' })
    await apply({ ...file, clients: [bare] })
    expect(admin.context.generatedSecrets.take()).toEqual([])
    const client = await admin.store.findClient({ clientId: 'web' })
    expect(
      matchesDigest(generated?.value ?? '', client?.secrets[0]?.digest ?? Buffer.alloc(32)),
    ).toBe(true)
  })

  test('a shorter absolute lifetime shortens the idle one that was not named', async () => {
    const refreshTokens = { enabled: true, absoluteLifetime: 3600 }
    await apply({ ...file, clients: [{ ...web, refreshTokens }] })
    const { settings } = await admin.call('clients.get', { clientId: 'web' })
    expect(settings.refreshTokens).toMatchObject({ enabled: true, usage: 'rotate' })
    expect(settings.refreshTokens.idleLifetime).toBe(3600)
  })
})

describe('one wrong line and nothing is applied', () => {
  test.each([
    [
      'an unknown scope',
      { clients: [{ ...web, scopes: ['openid', 'nope'] }] },
      'clients.0.scopes.1',
    ],
    ['a client twice', { clients: [web, { ...web, name: 'Other' }] }, 'clients.1.clientId'],
    ['a name twice', { clients: [web, { ...web, clientId: 'b', name: 'WEB' }] }, 'clients.1.name'],
    [
      'a user twice',
      { users: [...file.users, { ...file.users[0], username: 'Alice' }] },
      'users.1.username',
    ],
    [
      'http beyond loopback',
      { clients: [web, { ...web, clientId: 'b', redirectUris: ['http://b.example/'] }] },
      'clients.1.redirectUris.0',
    ],
    [
      'a scope of two resources',
      { resources: [...file.resources, { audience: 'urn:b', scopes: [{ name: 'orders' }] }] },
      'resources.1.scopes.0.name',
    ],
    [
      'refresh tokens without code flow',
      {
        clients: [{ clientId: 'm', flow: 'client_credentials', refreshTokens: { enabled: true } }],
      },
      'clients.0.refreshTokens.enabled',
    ],
  ])('%s', async (_what, changes, path) => {
    const failure = await refusal({ ...file, ...changes })
    expect(failure.path).toBe(path)
    expect(failure.message).toMatch(/\.$/)
    expect(await counts()).toEqual([0, 0, 0])
    expect((await admin.call('audit.list', { limit: 5 })).entries).toEqual([])
  })
})

describe('SM-03: the sample workspace', () => {
  test('gives every confidential client and user a secret that works, shown once', async () => {
    expect(await admin.call('workspace.loadSample', {})).toEqual({
      clients: 3,
      users: 2,
      resources: 1,
    })
    const { secrets } = await admin.call('workspace.takeGeneratedSecrets', {})
    expect(secrets.map(({ kind, owner }) => [kind, owner])).toEqual([
      ['client secret', 'codeflowclient'],
      ['client secret', 'machineclient'],
      ['password', 'alice'],
      ['password', 'bob'],
    ])
    for (const { kind, owner, value } of secrets)
      if (kind === 'password') {
        const user = await admin.store.findUserByName({ username: owner })
        expect(await verifyPassword(value, user?.passwordHash ?? '')).toBe(true)
      } else {
        const client = await admin.store.findClient({ clientId: owner })
        expect(matchesDigest(value, client?.secrets[0]?.digest ?? Buffer.alloc(32))).toBe(true)
      }
    expect((await admin.call('workspace.takeGeneratedSecrets', {})).secrets).toEqual([])
  })

  test('is never the same twice', async () => {
    const other = openTestConsole()
    const values: string[] = []
    for (const each of [admin, other]) {
      await each.call('workspace.loadSample', {})
      const { secrets } = await each.call('workspace.takeGeneratedSecrets', {})
      values.push(...secrets.map(({ value }) => value))
    }
    await other.close()
    expect(new Set(values).size).toBe(8)
  })

  test('code flow asks for consent with the offline block', async () => {
    await admin.call('workspace.loadSample', {})
    const { settings } = await admin.call('clients.get', { clientId: 'codeflowclient' })
    const { prompt } = await admin.call('clients.previewConsent', {
      clientId: 'codeflowclient',
      settings,
    })
    expect(prompt?.offline).not.toBeNull()
    expect(prompt?.scopes[0]).toMatchObject({ value: 'write', emphasize: true })
    expect(prompt?.redirectHost).toBe('localhost:44303')
  })

  test('loaded again, it refuses and changes nothing', async () => {
    await admin.call('workspace.loadSample', {})
    await admin.call('workspace.takeGeneratedSecrets', {})
    expect(await admin.refusal('workspace.loadSample', {})).toMatchObject({ code: 'conflict' })
    expect((await admin.call('workspace.takeGeneratedSecrets', {})).secrets).toEqual([])
    expect(await counts()).toEqual([3, 2, 1])
  })
})
