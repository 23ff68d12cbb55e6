import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { openConsoleServer, type ConsoleServer } from '#admin/console-server.ts'
import type { ChangeEvent } from '#contract/events.ts'
import { operations } from '#contract/operations.ts'

import { openTestConsole, type TestConsole } from './console.ts'
import { plausibleInput } from './hostile-inputs.ts'

let admin: TestConsole
let server: ConsoleServer
let folder: string
let seconds: number
let listener: (event: ChangeEvent) => void = () => {}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-console-'))
  mkdirSync(join(folder, 'renderer', 'assets'), { recursive: true })
  writeFileSync(join(folder, 'secret.js'), 'outside')
  writeFileSync(join(folder, 'renderer', 'index.html'), '<!doctype html><title>Console</title>')
  writeFileSync(join(folder, 'renderer', 'assets', 'main.js'), 'export {}')
  admin = openTestConsole()
  seconds = 0
  server = await openConsoleServer({
    port: 0,
    dispatch: admin.dispatch,
    subscribe(added) {
      listener = added
      return () => void (listener = () => {})
    },
    rendererFolder: join(folder, 'renderer'),
    seconds: () => seconds,
  })
})
afterEach(async () => {
  await server.close()
  await admin.close()
  rmSync(folder, { recursive: true })
})

/** Opens a link; returns the session's cookie. */
async function signIn(link = server.openLink()): Promise<string> {
  const response = await fetch(link, { redirect: 'manual' })
  expect(response.status).toBe(303)
  expect(response.headers.get('location')).toBe('/')
  const [cookie = ''] = response.headers.getSetCookie()
  expect(cookie).toMatch(/; HttpOnly; SameSite=Strict/)
  return cookie.split(';')[0] ?? ''
}

function rpc(
  operation: string,
  input: unknown,
  headers: Record<string, string>,
): Promise<Response> {
  return fetch(`${server.url}/rpc/${operation}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url, ...headers },
    body: JSON.stringify(input),
  })
}

describe('who may come in', () => {
  test.each(['/', '/assets/main.js', '/events', '/clients/web', '/open', '/open?t=guess'])(
    'without a session, GET %s is 401 and one sentence',
    async (path) => {
      const response = await fetch(server.url + path, { redirect: 'manual' })
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ ok: false, error: { code: 'not_allowed' } })
    },
  )

  test('without a session, no operation is answered', async () => {
    const response = await rpc('clients.list', {}, {})
    expect(response.status).toBe(401)
    const forged = await rpc('clients.list', {}, { cookie: 'latchkey_console=x' })
    expect(forged.status).toBe(401)
  })

  test('a link works once', async () => {
    const link = server.openLink()
    const cookie = await signIn(link)
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(401)
    const back = await fetch(link, { redirect: 'manual', headers: { cookie } })
    expect(back.status).toBe(303)
    expect(back.headers.getSetCookie()).toEqual([])
  })

  test('a link ends after 15 minutes, a session after 12 hours', async () => {
    const link = server.openLink()
    const cookie = await signIn()
    seconds = 15 * 60
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(401)
    expect((await rpc('clients.list', {}, { cookie })).status).toBe(200)
    seconds = 12 * 3600
    expect((await rpc('clients.list', {}, { cookie })).status).toBe(401)
  })

  test('a page is refused as a page', async () => {
    const response = await fetch(server.url, { headers: { accept: 'text/html' } })
    expect(response.headers.get('content-type')).toMatch(/^text\/html/)
    expect(await response.text()).toContain('Open the link')
  })
})

describe('who is turned away', () => {
  test.each(['evil.example', 'localhost.evil.example', '127.0.0.1', '127.0.0.1:1'])(
    'a request for the host %j',
    async (host) => {
      const cookie = await signIn()
      const status = await new Promise((resolve, reject) => {
        request(server.url, { headers: { host, cookie } }, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
          .on('error', reject)
          .end()
      })
      expect([400, 403]).toContain(status)
    },
  )

  test('a request with two hosts', async () => {
    const cookie = await signIn()
    const { host, port } = new URL(server.url)
    const answer = await raw(
      Number(port),
      `GET / HTTP/1.1\r\nHost: ${host}\r\nHost: ${host}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1.1 (400|403)/)
  })

  test.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['a null origin', { origin: 'null' }],
    ['another port', { origin: 'http://127.0.0.1:1' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['the same site only', { 'sec-fetch-site': 'same-site' }],
  ])('a call from %s', async (_who, headers) => {
    const cookie = await signIn()
    const response = await rpc('clients.list', {}, { cookie, ...headers })
    expect(response.status).toBe(403)
  })

  test('a form', async () => {
    const cookie = await signIn()
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data']) {
      const response = await rpc('clients.list', {}, { cookie, 'content-type': type })
      expect(response.status).toBe(415)
      expect(await response.json()).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
    }
  })

  test('a body over 256 KB, and one that is not JSON', async () => {
    const cookie = await signIn()
    const long = await rpc('savedViews.save', { name: 'x'.repeat(270_000) }, { cookie })
    expect(long.status).toBe(413)
    const broken = await fetch(`${server.url}/rpc/clients.list`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url, cookie },
      body: '{"__proto__": 1',
    })
    expect(broken.status).toBe(400)
    expect(await broken.json()).toMatchObject({ ok: false })
  })
})

describe('what is served', () => {
  test('every operation is reached by name', async () => {
    const cookie = await signIn()
    for (const name of Object.keys(operations)) {
      const response = await rpc(name, plausibleInput(name), { cookie })
      expect(response.status).toBe(200)
      const reply: unknown = await response.json()
      expect(reply).toHaveProperty('ok')
      expect(reply).not.toMatchObject({ error: { code: 'internal' } })
      expect(reply).not.toMatchObject({ error: { message: 'There is no such operation.' } })
    }
    expect(admin.bugs).toEqual([])
  })

  test('the audit says that it was the console', async () => {
    const cookie = await signIn()
    await rpc('workspace.loadSample', {}, { cookie })
    const { entries } = await admin.call('audit.list', { limit: 1 })
    expect(entries[0]?.actor).toBe('console')
  })

  test('the console’s files under a strict policy; pages of its router are the one page', async () => {
    const cookie = await signIn()
    const accept = 'text/html'
    for (const path of ['/', '/refresh-tokens?q=client:web', '/clients/app.js', '/clients/a.b']) {
      const response = await fetch(server.url + path, { headers: { cookie, accept } })
      expect(await response.text()).toContain('<title>Console</title>')
      expect(response.headers.get('content-security-policy')).toMatch(
        /^default-src 'none';.*require-trusted-types-for 'script'; trusted-types 'none'$/,
      )
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      expect(response.headers.get('referrer-policy')).toBe('no-referrer')
      expect(response.headers.get('cache-control')).toBe('no-store')
    }
    const script = await fetch(`${server.url}/assets/main.js`, { headers: { cookie } })
    expect(script.headers.get('content-type')).toMatch(/^text\/javascript/)
  })

  test.each([
    '/../secret.js',
    '/%2e%2e/secret.js',
    '/..%2fsecret.js',
    '/assets/..%2f..%2fsecret.js',
  ])('nothing beside them: %s', async (path) => {
    const cookie = await signIn()
    const { port, host } = new URL(server.url)
    const answer = await raw(
      Number(port),
      `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
    )
    expect(answer).not.toContain('outside')
    expect(answer).toMatch(/^HTTP\/1.1 40/)
  })

  test('changes arrive as server-sent events', async () => {
    const cookie = await signIn()
    const response = await fetch(`${server.url}/events`, { headers: { cookie } })
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = (await reader?.read())?.value ?? ''
    listener({ topics: ['clients', 'users'] })
    while (!text.includes('data:')) text += (await reader?.read())?.value ?? ''
    expect(text.match(/data: .*/g)).toEqual(['data: {"topics":["clients","users"]}'])
    await reader?.cancel()
  })

  test('closing ends the streams', async () => {
    const cookie = await signIn()
    const response = await fetch(`${server.url}/events`, { headers: { cookie } })
    const ended = response.text()
    await server.close()
    expect(await ended).not.toContain('data:')
  })
})

function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.end(text))
    socket
      .on('data', (chunk) => (answer += chunk.toString()))
      .on('end', () => resolve(answer))
      .on('error', reject)
  })
}
