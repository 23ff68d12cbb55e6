import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'

import type { SnippetFacts } from '#renderer/snippets/snippet.ts'
import { snippetsFor } from '#renderer/snippets/snippets.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import { openUserAgent, signInAndAllow } from '#test/support/user-agent.ts'
import { alice, machine, redirectUri, startWorkspace, web } from '#test/support/workspace.ts'

let folder = ''
let issuer: TestIssuer
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-snippets-'))
  issuer = await startWorkspace()
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await issuer[Symbol.asyncDispose]()
})

const code = {
  clientId: 'web',
  flow: 'code',
  isPublic: false,
  redirectUri,
  scope: 'openid profile offline_access read',
  refreshes: true,
} as const
const publicCode = { ...code, clientId: 'app', isPublic: true } as const
const machineFacts = {
  ...code,
  clientId: 'machine',
  flow: 'client_credentials',
  scope: 'read write',
  refreshes: false,
} as const

type Facts = Omit<SnippetFacts, 'issuer'>

function textOf(facts: Facts, id: string): string {
  const found = snippetsFor({ ...facts, issuer: issuer.url }).find((each) => each.id === id)
  if (!found) throw new Error(`There is no snippet ${id}.`)
  return found.text
}

interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
}

/** What the snippets export, whichever library they are written with. */
interface Module {
  readonly signIn: URL
  readonly callback: (url: URL) => Promise<Tokens>
  readonly refresh: (tokens: Tokens) => Promise<Tokens>
  readonly token: () => Promise<Tokens>
}

let modules = 0

/** Runs a snippet as the program that it is: only where its library lies is filled in. */
async function run(facts: Facts, id: string, secret: string | undefined): Promise<Module> {
  const library = pathToFileURL(join(process.cwd(), 'node_modules', id, 'build', 'index.js')).href
  modules += 1
  const file = join(folder, `${modules}.mjs`)
  writeFileSync(file, textOf(facts, id).replace(`'${id}'`, `'${library}'`))
  process.env['CLIENT_SECRET'] = secret
  // The snippet's exports, which the tests below use as its text says.
  return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Module
}

describe.each(['openid-client', 'oauth4webapi'])('the snippet for %s', (id) => {
  test.each([
    ['a confidential client', code, web.client_secret],
    ['a public client', publicCode, undefined],
  ] as const)('signs in and refreshes as it stands: %s', async (_who, facts, secret) => {
    const app = await run(facts, id, secret)
    const callback = await signInAndAllow(openUserAgent(issuer.url), app.signIn, alice)
    const tokens = await app.callback(callback)
    const next = await app.refresh(tokens)
    expect(next.refresh_token).not.toBe(tokens.refresh_token)
  })

  test('gets a token for a machine', async () => {
    const app = await run(machineFacts, id, machine.client_secret)
    expect((await app.token()).access_token).toMatch(/^eyJ/)
  })
})

const hasTools = ['curl', 'openssl'].every(
  (name) => spawnSync(name, ['version']).error === undefined,
)

describe.skipIf(!hasTools)('the cURL snippet (needs curl and openssl)', () => {
  const shell = async (text: string, secret: string): Promise<string> => {
    const environment = { ...process.env, CLIENT_SECRET: secret }
    return (await promisify(execFile)('sh', ['-c', text], { env: environment })).stdout
  }

  test('gets a token for a machine', async () => {
    const answer = await shell(textOf(machineFacts, 'curl'), machine.client_secret)
    expect(JSON.parse(answer)).toMatchObject({ scope: 'read write', token_type: 'Bearer' })
  })

  test('makes a code challenge and a URL that the issuer takes, and trades the code', async () => {
    const [start = '', trade = ''] = textOf(code, 'curl').split('\n# 3.')
    const answer = await shell(`${start}\necho "$CODE_VERIFIER"`, web.client_secret)
    const [url = '', verifier = ''] = answer.trim().split('\n')
    const callback = await signInAndAllow(openUserAgent(issuer.url), new URL(url), alice)
    const given = `CODE='${callback.searchParams.get('code')}'\nCODE_VERIFIER='${verifier}'\n#`
    const [exchange = ''] = trade.split('\n# 4.')
    expect(JSON.parse(await shell(given + exchange, web.client_secret))).toHaveProperty(
      'refresh_token',
    )
  })
})

describe('every snippet', () => {
  const cases = [code, publicCode, machineFacts].flatMap((facts) =>
    snippetsFor({ ...facts, issuer: 'http://localhost:4600' }).map(
      ({ id, text }) => [facts.clientId, id, text] as const,
    ),
  )

  test.each(cases)('of %s for %s names the client and the issuer, and no secret', (...snippet) => {
    const [clientId, , text] = snippet
    expect(text).toContain(clientId)
    expect(text).toContain('http://localhost:4600')
    expect(text).not.toMatch(/a-secret|undefined,?\n.*undefined,?\n.*undefined/)
  })

  test('is left out where the library only signs users in', () => {
    const ids = snippetsFor({ ...machineFacts, issuer: 'https://id.example' }).map(({ id }) => id)
    expect(ids).toEqual([
      'curl',
      'http',
      'openid-client',
      'oauth4webapi',
      'spring',
      'aspnet',
      'go',
      'python',
    ])
  })

  test('says nothing of http where the issuer is https', () => {
    for (const { text } of snippetsFor({ ...code, issuer: 'https://id.example' }))
      expect(text).not.toMatch(/insecure|http, on this machine/i)
  })

  test('for Spring is YAML with the client in its place', () => {
    const settings: unknown = parseYaml(textOf(publicCode, 'spring'))
    expect(settings).toHaveProperty(
      'spring.security.oauth2.client.registration.latchkey',
      expect.objectContaining({ 'client-id': 'app', 'client-authentication-method': 'none' }),
    )
  })
})
