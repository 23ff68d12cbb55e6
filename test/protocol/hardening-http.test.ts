import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { beginInteraction, sendForm, trySignIn } from '#test/support/hostile-forms.ts'
import {
  expectHeaders,
  formType,
  getRoutes,
  header,
  postRoutes,
  publicRoutes,
  sentenceOf,
} from '#test/support/hostile-surface.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import { raw, rawForm, sendRaw, type RawAnswer } from '#test/support/raw-socket.ts'
import { obtainTokens, post } from '#test/support/relying-party.ts'
import { openBeside } from '#test/support/seed-grants.ts'
import { alice, other, startWorkspace } from '#test/support/workspace.ts'

let issuer: TestIssuer
beforeAll(async () => {
  issuer = await startWorkspace()
})
afterAll(async () => {
  expect(issuer.bugs).toEqual([])
  await issuer[Symbol.asyncDispose]()
})

describe('headers on every answer (row 79)', () => {
  test.each(getRoutes)('GET %s', async (path) => {
    const answer = await raw(issuer.url, { path })
    expectHeaders(answer)
    const isPublic = publicRoutes.has(path)
    expect(header(answer, 'cache-control')).toMatch(
      isPublic ? /^public, max-age=\d+$/ : /^no-store$/,
    )
  })

  test.each(postRoutes)('POST %s', async (path) => {
    const answer = await rawForm(issuer.url, path, 'a=b')
    expectHeaders(answer)
    expect(header(answer, 'cache-control')).toBe('no-store')
  })

  const { host } = new URL('http://localhost:4600')
  const refusals: readonly (readonly [number, string, (url: string) => Promise<RawAnswer>])[] = [
    [404, 'an unknown path', (url) => raw(url, { path: '/nothing' })],
    [405, 'another method', (url) => raw(url, { path: '/oauth2/token' })],
    [421, 'a foreign host', (url) => raw(url, { path: '/oauth2/token', host })],
    [400, 'no host', (url) => raw(url, { path: '/oauth2/jwks', host: null })],
    [400, 'a path that cannot be decoded', (url) => raw(url, { path: '/oauth2/%zz' })],
    [413, 'a long body', (url) => rawForm(url, '/oauth2/token', 'x'.repeat(70_000))],
    [415, 'JSON', (url) => raw(url, { method: 'POST', path: '/oauth2/token', body: '{}' })],
    [431, 'long headers', (url) => raw(url, { headers: [['X', 'x'.repeat(17_000)]] })],
    [
      417,
      'an expectation',
      (url) =>
        raw(url, { method: 'POST', path: '/oauth2/token', headers: [formType, ['Expect', 'x']] }),
    ],
    [400, 'no HTTP', (url) => sendRaw(url, 'hello\r\n\r\n')],
    [
      400,
      'a chunk without a length',
      (url) =>
        raw(url, {
          method: 'POST',
          path: '/oauth2/token',
          headers: [formType, ['Transfer-Encoding', 'chunked']],
          body: 'zz\r\na=b\r\n0\r\n\r\n',
        }),
    ],
  ]
  test.each(refusals)('%i for %s', async (status, _cause, send) => {
    const answer = await send(issuer.url)
    expect(answer.status).toBe(status)
    expectHeaders(answer)
    expect(header(answer, 'cache-control')).toBe('no-store')
    expect(sentenceOf(answer)).toMatch(/^[A-Z][^<>]+\.$/)
  })

  test('tokens and pages are kept by no cache', async () => {
    await obtainTokens(issuer)
    const interaction = await beginInteraction(issuer)
    const page = await raw(issuer.url, { path: `/oauth2/sign-in?interaction=${interaction}` })
    expect(page.status).toBe(200)
    expectHeaders(page)
    expect(header(page, 'cache-control')).toBe('no-store')
    expect(header(page, 'x-frame-options')).toBe('DENY')
    expect(page.body).not.toMatch(/<script|<style| on\w+=| style=/)
    const token = await post(issuer, '/oauth2/token', {
      grant_type: 'client_credentials',
      client_id: 'machine',
      client_secret: 'a-secret-of-the-machine',
    })
    expect(token.status).toBe(200)
    expect(token.headers.get('cache-control')).toBe('no-store')
  })
})

describe('methods (row 82)', () => {
  test.each(['PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND', 'HEAD'])(
    '%s changes and shows nothing',
    async (method) => {
      for (const path of new Set([...getRoutes, ...postRoutes])) {
        const answer = await raw(issuer.url, { method, path, headers: [['X-Echo', 'canary']] })
        expect(answer.status).toBe(405)
        expect(header(answer, 'allow')).toMatch(/GET|POST/)
        expect(answer.text).not.toContain('canary')
      }
    },
  )

  test.each(postRoutes.filter((path) => !getRoutes.includes(path)))(
    'GET %s is refused: it would change something',
    async (path) => {
      const answer = await raw(issuer.url, { path })
      expect(answer.status).toBe(405)
      expect(header(answer, 'allow')).toContain('POST')
    },
  )

  test('CONNECT opens no tunnel', async () => {
    const answer = await raw(issuer.url, { method: 'CONNECT', path: '127.0.0.1:22' })
    expect(answer.status).not.toBe(200)
  })
})

test('a bug says nothing to the caller, and all to the log (row 83)', async () => {
  await using broken = await startWorkspace({}, { onDisk: true })
  const interaction = await beginInteraction(broken)
  const db = openBeside(join(broken.data, 'latchkey.sqlite'))
  db.exec('DROP TABLE client_secrets; DROP TABLE clients; DROP TABLE interactions')
  db.close()
  // Clients that nobody has asked for yet.
  const answers = [
    await rawForm(
      broken.url,
      '/oauth2/token',
      new URLSearchParams({ grant_type: 'refresh_token', ...other }).toString(),
    ),
    await rawForm(broken.url, '/oauth2/introspect', `client_id=machine&client_secret=x&token=x`),
    await raw(broken.url, { path: `/oauth2/authorize?client_id=app` }),
    await raw(broken.url, { path: `/oauth2/sign-in?interaction=${interaction}` }),
  ]
  for (const answer of answers) {
    expect(answer.status).toBe(500)
    expect(sentenceOf(answer)).toBe('Something went wrong here. It was logged.')
    expect(answer.text).not.toMatch(/SQL|no such table|clients|\.ts|node:|\bat /i)
    expectHeaders(answer)
  }
  expect(broken.bugs).toHaveLength(answers.length)
  expect(String(broken.bugs[0])).toContain('no such table')
  const reply = await broken.reply('clients.list', {})
  expect(JSON.stringify(reply)).not.toMatch(/SQL|no such table|\.ts|\bat /i)
  expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } })
})

test('nothing listens but on loopback (row 87)', async () => {
  const port = Number(new URL(issuer.url).port)
  const addresses = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address)
  const canConnect = (address: string): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect({ port, host: address, timeout: 3000 })
      const end = (answer: boolean) => () => {
        socket.destroy()
        resolve(answer)
      }
      socket.on('connect', end(true)).on('error', end(false)).on('timeout', end(false))
    })
  expect(await canConnect('127.0.0.1')).toBe(true)
  // 127.0.0.2 is this machine too: a wildcard bind would answer there, with or without a network.
  for (const address of ['127.0.0.2', ...addresses]) expect(await canConnect(address)).toBe(false)
})

test('a user may still sign in after all of this', async () => {
  expect((await trySignIn(issuer, alice)).status).toBe(303)
  expect((await sendForm(issuer, '/oauth2/logout', {})).status).toBe(200)
})
