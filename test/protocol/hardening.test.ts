import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import {
  beginInteraction,
  isSignedIn,
  sendForm,
  sessionCookie,
  signIn,
} from '#test/support/hostile-forms.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import { raw, rawForm, sendRaw } from '#test/support/raw-socket.ts'
import { post } from '#test/support/relying-party.ts'
import { alice, startWorkspace, web } from '#test/support/workspace.ts'

// Names carry the row of the list of security controls that they hold.

let issuer: TestIssuer
beforeAll(async () => {
  issuer = await startWorkspace()
})
afterAll(async () => {
  expect(issuer.bugs).toEqual([])
  await issuer[Symbol.asyncDispose]()
})

describe('the host (row 72)', () => {
  test.each([
    'evil.example',
    'localhost.evil.example',
    'evil.example:4600',
    '127.0.0.1',
    'localhost:1',
    '127.0.0.1.evil.example',
    '0.0.0.0',
    'localhost@evil.example',
    '',
  ])('a request for the foreign host "%s" learns nothing', async (host) => {
    for (const path of ['/.well-known/openid-configuration', '/oauth2/jwks', '/oauth2/authorize']) {
      const answer = await raw(issuer.url, { path, host })
      expect(answer.status).toBe(421)
      expect(answer.body).toContain('does not answer to that host name')
      expect(answer.text).not.toContain(new URL(issuer.url).port)
    }
  })

  test('the issuer answers by each of its own names, in any case', async () => {
    const { port } = new URL(issuer.url)
    for (const host of ['localhost', '127.0.0.1', '[::1]', 'LocalHost']) {
      const answer = await raw(issuer.url, { path: '/oauth2/jwks', host: `${host}:${port}` })
      expect(answer.status).toBe(200)
    }
  })

  test.each(['1.1', '1.0'])('HTTP/%s without a Host is refused in words', async (version) => {
    const text = `GET /oauth2/jwks HTTP/${version}\r\nConnection: close\r\n\r\n`
    const answer = await sendRaw(issuer.url, text)
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.body)).toMatchObject({ error: 'invalid_request' })
  })

  test('two Hosts are refused, even the same one twice', async () => {
    const { host } = new URL(issuer.url)
    for (const second of [host, 'evil.example']) {
      const headers = [['Host', second]] as const
      const answer = await raw(issuer.url, { path: '/oauth2/jwks', headers })
      expect(answer.status).toBe(400)
    }
  })

  test('a target in absolute form names the host too', async () => {
    const path = '/oauth2/jwks'
    const foreign = await raw(issuer.url, { path: `http://evil.example${path}` })
    expect(foreign.status).toBe(421)
    expect((await raw(issuer.url, { path: issuer.url + path })).status).toBe(200)
  })
})

describe('forms of the issuer’s own (row 63)', () => {
  const foreign: readonly (readonly [string, Record<string, string>])[] = [
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['a null origin', { origin: 'null' }],
    ['another port', { origin: 'http://localhost:1' }],
    ['another scheme', { origin: 'https://localhost' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['the same site only', { 'sec-fetch-site': 'same-site' }],
    ['no page at all', { 'sec-fetch-site': 'none' }],
    ['our origin, from another site', { 'sec-fetch-site': 'cross-site', origin: 'OURS' }],
    ['a foreign origin, as if from here', { 'sec-fetch-site': 'same-origin', origin: 'null' }],
  ]
  const from = (headers: Record<string, string>, cookie = ''): Record<string, string> => ({
    ...headers,
    ...(headers['origin'] === 'OURS' ? { origin: issuer.url } : {}),
    cookie,
  })
  const own = (cookie = ''): Record<string, string> => ({
    origin: issuer.url,
    'sec-fetch-site': 'same-origin',
    cookie,
  })

  test.each(foreign)('sign-in from %s changes nothing', async (_from, headers) => {
    const interaction = await beginInteraction(issuer)
    const form = { interaction, username: alice.username, password: alice.password }
    const refused = await sendForm(issuer, '/oauth2/sign-in', form, from(headers))
    expect(refused.status).toBe(400)
    expect(await refused.text()).toContain('sent from another site')
    expect(sessionCookie(refused)).toBe('')
    const accepted = await sendForm(issuer, '/oauth2/sign-in', form, own())
    expect(accepted.status).toBe(303)
  })

  test.each(foreign)('consent from %s changes nothing', async (_from, headers) => {
    const cookie = await signIn(issuer)
    const interaction = await beginInteraction(issuer, {}, cookie)
    const form = { interaction, decision: 'allow', 'scope:read': 'on' }
    const refused = await sendForm(issuer, '/oauth2/consent', form, from(headers, cookie))
    expect(refused.status).toBe(400)
    expect(refused.headers.get('location')).toBeNull()
    const accepted = await sendForm(issuer, '/oauth2/consent', form, own(cookie))
    expect(accepted.headers.get('location')).toContain('code=')
  })

  test.each(foreign)('sign-out from %s changes nothing', async (_from, headers) => {
    const cookie = await signIn(issuer)
    const path = '/oauth2/logout/confirm'
    const refused = await sendForm(issuer, path, { decision: 'out' }, from(headers, cookie))
    expect(refused.status).toBe(400)
    expect(await isSignedIn(issuer, cookie)).toBe(true)
    await sendForm(issuer, path, { decision: 'out' }, own(cookie))
    expect(await isSignedIn(issuer, cookie)).toBe(false)
  })

  test('a form sent as text or JSON is no form', async () => {
    const interaction = await beginInteraction(issuer)
    for (const type of ['text/plain', 'application/json', 'multipart/form-data; boundary=x']) {
      const body = `interaction=${interaction}&username=alice&password=correct horse`
      const headers = [['Content-Type', type]] as const
      const answer = await raw(issuer.url, {
        method: 'POST',
        path: '/oauth2/sign-in',
        body,
        headers,
      })
      expect(answer.status).toBe(415)
    }
  })

  test('a user’s cookie is of no use without the id of the request', async () => {
    const cookie = await signIn(issuer)
    const guessed = { interaction: 'x'.repeat(43), decision: 'allow' }
    const answer = await sendForm(issuer, '/oauth2/consent', guessed, own(cookie))
    expect(answer.status).toBe(400)
  })
})

const posted = ['/oauth2/token', '/oauth2/revoke', '/oauth2/introspect', '/oauth2/authorize']

describe('parameters', () => {
  test.each(posted)('a repeated name in the body of %s is refused (row 46)', async (path) => {
    const { client_id: id, client_secret: secret } = web
    const answer = await rawForm(
      issuer.url,
      path,
      `client_id=${id}&client_secret=${secret}&client_id=${id}`,
    )
    expect(answer.status).toBe(400)
    expect(answer.body).toContain('The parameter client_id is repeated.')
  })

  test.each(['/oauth2/authorize', '/oauth2/logout', '/oauth2/sign-in', '/oauth2/jwks'])(
    'a repeated name in the query of %s is refused (row 46)',
    async (path) => {
      for (const query of ['state=a&state=b', 'state=a&st%61te=a', 'state=&state=a', 'a[]=1&a[]=2'])
        expect((await raw(issuer.url, { path: `${path}?${query}` })).status).toBe(400)
    },
  )

  test('the sentence about a repeated name has no character that RFC 6749 §5.2 forbids', async () => {
    const name = encodeURIComponent('"\\\r\n<ü>')
    const answer = await rawForm(issuer.url, '/oauth2/token', `${name}=1&${name}=2`)
    const { error_description: sentence } = JSON.parse(answer.body) as Record<string, string>
    expect(sentence).toMatch(/^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/)
  })

  test.each(posted)('%s reads 64 KB and 100 names, and no more (row 70)', async (path) => {
    const long = await rawForm(issuer.url, path, `a=${'x'.repeat(64 * 1024)}`)
    expect(long.status).toBe(413)
    const fits = await rawForm(issuer.url, path, `a=${'x'.repeat(64 * 1024 - 2)}`)
    expect(fits.status).not.toBe(413)
    const names = (count: number): string =>
      Array.from({ length: count }, (_, index) => `n${index}=1`).join('&')
    const many = await rawForm(issuer.url, path, names(101))
    expect(many.body).toContain('too many parameters')
    const hundred = await rawForm(issuer.url, path, names(100))
    expect(hundred.body).not.toContain('too many parameters')
  })

  test('a body that only announces its length is not waited for (row 70)', async () => {
    const headers = [
      ['Content-Type', 'application/x-www-form-urlencoded'],
      ['Content-Length', '999999999'],
    ] as const
    const answer = await raw(issuer.url, { method: 'POST', path: '/oauth2/token', headers })
    expect(answer.status).toBe(413)
  })

  test.each(posted)('%s refuses JSON, deep or not, text and nothing (row 75)', async (path) => {
    for (const type of ['application/json', 'text/plain', 'multipart/form-data', '', 'a/b/c']) {
      const body = '['.repeat(30_000)
      const headers = type === '' ? [] : ([['Content-Type', type]] as const)
      const answer = await raw(issuer.url, { method: 'POST', path, body, headers })
      expect(answer.status).toBe(415)
      expect(answer.body).toContain('Only application/x-www-form-urlencoded is read here.')
    }
  })

  test('names of Object.prototype are names like any other (row 74)', async () => {
    const body = '__proto__=polluted&constructor=x&constructor.prototype=y&hasOwnProperty=z'
    for (const path of posted)
      expect((await rawForm(issuer.url, path, body)).status).toBeGreaterThanOrEqual(400)
    const query = `${body}&client_id=__proto__&grant_type=constructor`
    await raw(issuer.url, { path: `/oauth2/authorize?${query}` })
    for (const grantType of ['__proto__', 'constructor', 'toString'])
      expect(await post(issuer, '/oauth2/token', { ...web, grant_type: grantType })).toMatchObject({
        status: 400,
        body: { error: 'unsupported_grant_type' },
      })
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(Object.keys(Object.prototype)).toEqual([])
  })
})
