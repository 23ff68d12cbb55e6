import fc from 'fast-check'
import { expect, test } from 'vitest'

import { answerOf, authorizationUrl, pageOf } from '#test/support/relying-party.ts'
import { openUserAgent, signInAndAllow } from '#test/support/user-agent.ts'
import { alice, startWorkspace } from '#test/support/workspace.ts'

const registered = 'https://web.example/callback?tenant=1'

/** What an attacker tries: the registered URI with one thing changed. */
const mutated: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(fc.nat(registered.length), fc.string({ minLength: 1, maxLength: 4, unit: 'binary' }))
    .map(([at, text]) => registered.slice(0, at) + text + registered.slice(at)),
  fc.nat(registered.length - 1).map((at) => registered.slice(0, at) + registered.slice(at + 1)),
  fc
    .tuple(
      fc.nat(registered.length - 1),
      fc.constantFrom(...String.raw`/ \ . @ : # ? % & ; * A 0`.split(' ')),
    )
    .map(([at, letter]) => registered.slice(0, at) + letter + registered.slice(at + 1)),
  fc.constantFrom(
    registered.toUpperCase(),
    registered.replace('web.example', 'web.example.evil.example'),
    registered.replace('web.example', 'web.example@evil.example'),
    registered.replace('https', 'http'),
    registered.replace('web.example', 'web.example:8443'),
    registered.replace('/callback', '/callback/../callback'),
    registered.replace('/callback', '//callback'),
    registered.replace('tenant=1', 'tenant=1&tenant=2'),
    registered.replace('?tenant=1', ''),
    registered.replace('callback', '%63allback'),
    `${registered}#fragment`,
    `${registered}\u0000`,
    ` ${registered}`,
    'javascript:alert(1)',
    '//web.example/callback?tenant=1',
  ),
)

test('of 200 mutations of a registered URI none is redirected to, signed in or not', async () => {
  await using issuer = await startWorkspace({ redirectUris: [registered], consent: 'never' })
  const agent = openUserAgent(issuer.url)
  const honest = authorizationUrl(issuer, { redirect_uri: registered })
  const callback = await signInAndAllow(agent, honest, alice)
  expect(callback.href.startsWith(`${registered}&code=`)).toBe(true)

  let tried = 0
  await fc.assert(
    fc.asyncProperty(mutated, fc.constantFrom(undefined, 'none'), async (uri, prompt) => {
      fc.pre(uri !== registered)
      tried += 1
      const url = authorizationUrl(issuer, { redirect_uri: uri, prompt })
      for (const each of [agent, openUserAgent(issuer.url)]) {
        const response = await each.get(url)
        expect(response.headers.get('location')).toBeNull()
        expect(response.status).toBe(400)
      }
    }),
    { numRuns: 200 },
  )
  expect(tried).toBe(200)
  expect(issuer.bugs).toEqual([])
}, 60_000)

test('a loopback address matches on any port, and on nothing else that differs', async () => {
  await using issuer = await startWorkspace({
    redirectUris: ['http://127.0.0.1/callback', 'http://[::1]:4000/callback'],
    consent: 'never',
  })
  const agent = openUserAgent(issuer.url)
  for (const uri of [
    'http://127.0.0.1/callback',
    'http://127.0.0.1:49152/callback',
    'http://[::1]:5/callback',
  ]) {
    const url = authorizationUrl(issuer, { redirect_uri: uri })
    const callback = await signInAndAllow(agent, url, alice)
    expect(callback.href.startsWith(`${uri}?code=`)).toBe(true)
  }
  for (const uri of [
    'http://localhost:49152/callback',
    'http://127.0.0.1:49152/callback/',
    'http://127.0.0.1:49152/Callback',
    'http://127.0.0.1:49152/callback?more=1',
    'http://127.0.0.2:49152/callback',
    'http://127.0.0.1.evil.example:1/callback',
    'http://127.0.0.1:1@evil.example/callback',
    'https://127.0.0.1:49152/callback',
  ]) {
    const response = await agent.get(authorizationUrl(issuer, { redirect_uri: uri }))
    expect(response.status).toBe(400)
    expect(response.headers.get('location')).toBeNull()
  }
})

test('an unknown client and a disabled one end on a page, with nothing to click', async () => {
  await using issuer = await startWorkspace()
  await issuer.admin('clients.setEnabled', { clientId: 'other', enabled: false })
  const agent = openUserAgent(issuer.url)
  for (const changes of [
    { client_id: 'nobody' },
    { client_id: 'other' },
    { client_id: undefined },
  ]) {
    const page = pageOf(await agent.settle(await agent.get(authorizationUrl(issuer, changes))))
    expect(page).toMatchObject({ status: 400, action: undefined })
  }
})

test('the only registered URI may be left out, and then need not be sent again', async () => {
  await using issuer = await startWorkspace({ redirectUris: [registered], consent: 'never' })
  const agent = openUserAgent(issuer.url)
  const url = authorizationUrl(issuer, { redirect_uri: undefined })
  const callback = await signInAndAllow(agent, url, alice)
  expect(answerOf(callback)).toMatchObject({ tenant: '1', code: expect.any(String) })
})

test('a private-use scheme is a redirect target like any other', async () => {
  const uri = 'com.example.app:/callback'
  await using issuer = await startWorkspace({ redirectUris: [uri] })
  const url = authorizationUrl(issuer, { redirect_uri: uri })
  const callback = await signInAndAllow(openUserAgent(issuer.url), url, alice)
  expect(callback.href.startsWith(`${uri}?code=`)).toBe(true)
})
