import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { signIn } from '#test/support/hostile-forms.ts'
import { expectHeaders, formType, header } from '#test/support/hostile-surface.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import { raw, rawForm, requestText, sendRaw } from '#test/support/raw-socket.ts'
import { authorizationUrl } from '#test/support/relying-party.ts'
import { redirectUri, startWorkspace } from '#test/support/workspace.ts'

let issuer: TestIssuer
beforeAll(async () => {
  issuer = await startWorkspace()
})
afterAll(async () => {
  expect(issuer.bugs).toEqual([])
  await issuer[Symbol.asyncDispose]()
})

describe('smuggling (row 71)', () => {
  const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n'
  const heads = {
    'two ways of framing': `Content-Length: 4\r\nTransfer-Encoding: chunked`,
    'two lengths': `Content-Length: 0\r\nContent-Length: ${smuggled.length}`,
    'a signed length': `Content-Length: +${smuggled.length}`,
    'an encoding that only ends in chunked': `Transfer-Encoding: xchunked`,
    'a space before the colon': `Content-Length : ${smuggled.length}`,
    'a folded header': `X: a\r\n b: c\r\nTransfer-Encoding:\r\n chunked`,
    'a bare CR in a header': `X: a\rTransfer-Encoding: chunked`,
    'a NUL in a header': `X: a\0b`,
  }
  test.each(Object.entries(heads))('%s is refused and ends the connection', async (_what, head) => {
    const { host } = new URL(issuer.url)
    const text = `POST /oauth2/token HTTP/1.1\r\nHost: ${host}\r\n${formType.join(': ')}\r\n${head}\r\n\r\n`
    const answer = await sendRaw(issuer.url, `${text}0\r\n\r\n${smuggled}`)
    expect(answer.status).toBe(400)
    expect(answer.text.match(/HTTP\/1\.1 /g)).toHaveLength(1)
    expectHeaders(answer)
  })

  test('lines that end in a bare LF are no lines', async () => {
    const text = requestText(issuer.url, { path: '/oauth2/jwks' }).replaceAll('\r\n', '\n')
    expect((await sendRaw(issuer.url, text)).status).toBe(400)
  })

  test('17 KB of headers are too many, 12 KB are not', async () => {
    const big = (size: number) =>
      raw(issuer.url, { path: '/oauth2/jwks', headers: [['X-Big', 'x'.repeat(size)]] })
    expect((await big(17_000)).status).toBe(431)
    expect((await big(12_000)).status).toBe(200)
  })
})

describe('what a proxy would say (row 73)', () => {
  const forged = [
    ['X-Forwarded-For', '203.0.113.9'],
    ['X-Forwarded-Host', 'evil.example'],
    ['X-Forwarded-Proto', 'https'],
    ['X-Forwarded-Port', '443'],
    ['Forwarded', 'for=203.0.113.9;host=evil.example;proto=https'],
    ['X-Real-IP', '203.0.113.9'],
    ['X-Original-URL', '/oauth2/pages.css'],
    ['X-HTTP-Method-Override', 'DELETE'],
  ] as const

  test('is not believed where none is configured', async () => {
    const path = '/.well-known/openid-configuration'
    const plain = await raw(issuer.url, { path })
    const answer = await raw(issuer.url, { path, headers: forged })
    expect(answer.body).toBe(plain.body)
    expect(answer.body).toContain(`"issuer":"${issuer.url}"`)
    await rawForm(issuer.url, '/oauth2/token', 'client_id=forged&grant_type=refresh_token', forged)
    await expect
      .poll(async () => {
        const { records } = await issuer.admin('activity.list', {
          filter: { clients: ['forged'] },
          limit: 1,
        })
        return records[0]?.ip
      })
      .toMatch(/127\.0\.0\.1|::1/)
  })
})

describe('line breaks in what comes back in a header (row 77)', () => {
  const injection = 'x\r\nSet-Cookie: injected=1\r\n\r\n<script>'

  test.each(['state', 'nonce', 'scope', 'resource', 'prompt', 'login_hint', 'response_mode'])(
    '%s adds no header',
    async (name) => {
      const cookie = await signIn(issuer)
      for (const value of [
        injection,
        'x\ny: z',
        'x\u010d\u010ay: z',
        '%0d%0aSet-Cookie:%20injected=1',
      ]) {
        const url = authorizationUrl(issuer, { prompt: 'none', [name]: value })
        const answer = await raw(issuer.url, {
          path: url.pathname + url.search,
          headers: [['Cookie', cookie]],
        })
        expect(answer.headers.get('set-cookie')).toBeUndefined()
        expect(answer.headers.get('y')).toBeUndefined()
        expect(header(answer, 'location') ?? '').not.toMatch(/[\r\n]/)
      }
    },
  )

  test('neither does a redirect URI, nor the way out', async () => {
    for (const path of [
      `/oauth2/authorize?client_id=web&redirect_uri=${encodeURIComponent(redirectUri + injection)}`,
      `/oauth2/logout?client_id=web&state=${encodeURIComponent(injection)}`,
      `/oauth2/sign-in?interaction=${encodeURIComponent(injection)}`,
    ]) {
      const answer = await raw(issuer.url, { path })
      expect(answer.headers.get('set-cookie')).toBeUndefined()
      expect(header(answer, 'location')).toBeUndefined()
    }
  })

  test('the state comes back as it was sent', async () => {
    const cookie = await signIn(issuer)
    const url = authorizationUrl(issuer, { prompt: 'none', state: injection, scope: 'nothing' })
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } })
    const { searchParams } = new URL(answer.headers.get('location') ?? '')
    expect(searchParams.get('state')).toBe(injection)
  })
})
