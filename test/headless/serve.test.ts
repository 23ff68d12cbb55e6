import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import * as openid from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { projectRoot } from '#test/support/desktop.ts'
import { startHeadless } from '#test/support/headless.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-serve-'))
})

afterAll(() => rmSync(folder, { recursive: true }))

function configFile(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

/** Runs a command that is expected to end by itself. */
async function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(process.execPath, ['server/main.ts', ...args], {
    cwd: projectRoot,
    env: { ...process.env, ...env },
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const [code] = await once(child, 'close')
  return { code, stdout, stderr }
}

const machine = `
clients:
  - { clientId: machine, secret: '\${MACHINE_SECRET}', flow: client_credentials, scopes: [read] }
resources:
  - { audience: 'urn:api', scopes: [{ name: read }] }
`

describe('latchkey serve', () => {
  test('says in one line of JSON that it is ready, and ends with 0 on SIGTERM', async () => {
    const data = join(folder, 'ready')
    const headless = await startHeadless(['--data', data])
    const metadata = await fetch(`${headless.issuer}/.well-known/openid-configuration`)
    expect(await metadata.json()).toMatchObject({ issuer: headless.issuer })
    expect(headless.admin).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/open\?t=[\w-]{43}$/)
    expect(await headless.stop()).toBe(0)
    expect(headless.output()).toBe('')
    expect(statSync(data).mode & 0o777).toBe(0o700)
    for (const file of readdirSync(data))
      expect([file, statSync(join(data, file)).mode & 0o777]).toEqual([file, 0o600])
  })

  test('applies a configuration, with what stands in the environment', async () => {
    process.env['MACHINE_SECRET'] = 'a-secret-from-the-environment'
    const headless = await startHeadless([
      '--ephemeral',
      '--config',
      configFile('machine.yaml', machine),
    ])
    const client = await openid.discovery(
      new URL(headless.issuer),
      'machine',
      process.env['MACHINE_SECRET'],
      undefined,
      { execute: [openid.allowInsecureRequests] },
    )
    const tokens = await openid.clientCredentialsGrant(client, { scope: 'read' })
    expect(tokens.scope).toBe('read')
    expect(await headless.stop()).toBe(0)
  })

  test('reads JSON as well, and applies the same file twice', async () => {
    const file = configFile(
      'users.json',
      JSON.stringify({ users: [{ username: 'alice', password: 'correct horse' }] }),
    )
    const data = join(folder, 'twice')
    for (const _ of [1, 2]) {
      const headless = await startHeadless(['--data', data, '--no-console', '--config', file])
      expect(headless.admin).toBeUndefined()
      expect(await headless.stop()).toBe(0)
    }
  })

  test('keeps nothing on disk with --ephemeral', async () => {
    const data = join(folder, 'nothing')
    const headless = await startHeadless(['--ephemeral'])
    expect(await headless.stop()).toBe(0)
    expect(readdirSync(folder)).not.toContain(data)
  })

  test('gives out the public URL that stands before it', async () => {
    const headless = await startHeadless(['--ephemeral', '--issuer', 'https://id.example.org'])
    expect(headless.issuer).toBe('https://id.example.org')
    expect(await headless.stop()).toBe(0)
  })
})

describe('a configuration that cannot be used ends with 78, naming file, path and reason', () => {
  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['unknown key', 'clients: [{ clientId: a, sekret: x }]', /clients\.0.*sekret/],
    ['broken YAML', 'clients: [', /wrong-1\.yaml/],
    [
      'a value of the wrong kind',
      'users: [{ username: a, password: short }]',
      /users\.0\.password/,
    ],
    [
      'an unknown variable',
      "clients: [{ clientId: '${NOT_THERE}' }]",
      /clients\.0\.clientId.*NOT_THERE/,
    ],
    [
      'a code client without redirect URI',
      'clients: [{ clientId: a }]',
      /clients\.0\.redirectUris/,
    ],
    [
      'an unknown scope',
      'clients: [{ clientId: a, flow: client_credentials, scopes: [nope] }]',
      /clients\.0\.scopes\.0/,
    ],
    [
      'the same id twice',
      'users: [{ username: a, password: 12345678 }, { username: a, password: "12345678" }]',
      /users/,
    ],
  ]
  test.each(wrong.map((row, index) => [index, ...row] as const))(
    '%i %s',
    async (index, _name, text, message) => {
      const file = configFile(`wrong-${index}.yaml`, text)
      const ended = await run([
        'serve',
        '--ephemeral',
        '--port',
        '0',
        '--no-console',
        '--config',
        file,
      ])
      expect(ended.code).toBe(78)
      expect(ended.stdout).toBe('')
      expect(ended.stderr).toMatch(message)
    },
  )

  test('and leaves a store as it was', async () => {
    const data = join(folder, 'untouched')
    const good = configFile('good.yaml', 'users: [{ username: alice, password: correct horse }]')
    await (await startHeadless(['--data', data, '--config', good])).stop()
    const bad = configFile(
      'bad.yaml',
      'issuer: { name: Changed }\nusers: [{ username: bob, password: correct horse }]\nclients: [{ clientId: a }]',
    )
    const ended = await run(['serve', '--data', data, '--port', '0', '--config', bad])
    expect(ended.code).toBe(78)
    const headless = await startHeadless(['--data', data, '--no-console'])
    await headless.stop()
    const store = readFileSync(join(data, 'latchkey.sqlite')).toString('latin1')
    expect(store).toContain('alice')
    expect(store).not.toContain('bob')
    expect(store).not.toContain('Changed')
  })
})

describe('what is in the way is named', () => {
  test('a taken port: 75, with the port and the next free one', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    // Listening, so its address is one of a network.
    const { port } = other.address() as AddressInfo
    const ended = await run(['serve', '--ephemeral', '--no-console', '--port', String(port)])
    other.close()
    expect(ended.code).toBe(75)
    expect(ended.stderr).toMatch(new RegExp(`Port ${port} is taken.*Port \\d+ is free`))
  })

  test('a folder in use: 75, with the process that has it', async () => {
    const data = join(folder, 'in-use')
    const first = await startHeadless(['--data', data])
    const ended = await run(['serve', '--data', data, '--port', '0', '--no-console'])
    expect(ended.code).toBe(75)
    expect(ended.stderr).toContain(`Process ${first.process.pid}`)
    expect(await first.stop()).toBe(0)
  })

  test.each([
    [['sevre'], /no command "sevre"/],
    [['serve', '--port', 'many'], /--port is a number/],
    [['serve', '--issuer', 'ftp://x'], /--issuer is a URL/],
    [['serve', '--prot', '1'], /--prot/],
    [['serve', '--ephemeral', '--data', 'x'], /without --data/],
  ])('a command that is not one: 64 (%j)', async (args, message) => {
    const ended = await run(args)
    expect(ended.code).toBe(64)
    expect(ended.stderr).toMatch(message)
  })
})

test('--version is the version of package.json, and --help names every flag', async () => {
  // The project's own file; a test that reads another shape fails.
  const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
    version: string
  }
  expect((await run(['--version'])).stdout).toBe(`${manifest.version}\n`)
  const { stdout } = await run(['--help'])
  for (const flag of [
    '--data',
    '--port',
    '--admin-port',
    '--issuer',
    '--config',
    '--ephemeral',
    '--no-console',
    '--open',
  ])
    expect(stdout).toContain(flag)
})
