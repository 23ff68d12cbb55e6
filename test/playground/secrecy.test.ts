import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { expect, test } from 'vitest'

import { codeChallenge } from '#domain/pkce.ts'
import type { TestIssuer } from '#test/support/issuer.ts'

import { act, answer, runCodeFlow, settled, start, startSample } from './try-it.ts'

/** Everything that could be a secret: runs of characters that secrets and tokens are made of. */
function opaqueTexts(output: string): string[] {
  return output.match(/[A-Za-z0-9_-]{20,}/g) ?? []
}

/** What the whole console can be told of the playground and the client. */
async function everything(issuer: TestIssuer, runId: string): Promise<string> {
  const outputs = [
    await issuer.admin('playground.get', { runId }),
    await issuer.admin('playground.list', {}),
    await issuer.admin('clients.get', { clientId: 'codeflowclient' }),
    await issuer.admin('audit.list', { limit: 100 }),
    await issuer.admin('activity.list', { limit: 100 }),
  ]
  return JSON.stringify(outputs)
}

test('no token, code, verifier or secret is in what an operation answers', async () => {
  await using issuer = await startSample()
  const started = await start(issuer, 'codeflowclient')
  const url = new URL(started.authorizationUrl ?? '')
  const callback = await answer(issuer, started)
  await settled(issuer, started.id)
  const runId = started.id
  await act(issuer, runId, { kind: 'refresh' })
  await act(issuer, runId, { kind: 'refresh twice' })
  await act(issuer, runId, { kind: 'userinfo' })
  await act(issuer, runId, { kind: 'introspect', token: '$REFRESH_TOKEN_2' })
  await act(issuer, runId, { kind: 'call API', token: '$ACCESS_TOKEN_1', scope: 'read' })
  await act(issuer, runId, { kind: 'replay' })
  await act(issuer, runId, { kind: 'revoke', token: '$ACCESS_TOKEN_1' })
  const code = new URL(callback.url).searchParams.get('code') ?? ''
  const output = JSON.stringify(started) + (await everything(issuer, runId))
  expect(output).toContain('$CODE_VERIFIER')
  expect(output).toContain('$REFRESH_TOKEN_2')
  expect(output).toContain('Basic base64(codeflowclient:$CLIENT_SECRET)')
  expect(code).toMatch(/^lkc_/)
  expect(output).not.toContain(code)
  expect(output).not.toMatch(/lk[a-z]_[A-Za-z0-9_-]{20}|eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\./)
  expect(output).not.toMatch(/Basic [A-Za-z0-9+/]{20}/)
  const challenge = url.searchParams.get('code_challenge')
  expect(opaqueTexts(output).filter((text) => codeChallenge(text) === challenge)).toEqual([])
})

test('the end of a run leaves no listener, no secret and no token', async () => {
  await using issuer = await startSample()
  const run = await start(issuer, 'codeflowclient')
  const { origin } = new URL(run.redirectUri ?? '')
  expect((await fetch(origin)).status).toBe(404)
  await issuer.admin('playground.end', { runId: run.id })
  await expect(fetch(origin)).rejects.toThrow('fetch failed')
  const over = await issuer.reply('playground.act', { runId: run.id, act: { kind: 'refresh' } })
  expect(over).toMatchObject({ ok: false, error: { code: 'not_found' } })
})

test('a fifth run ends the first', async () => {
  await using issuer = await startSample()
  const first = await start(issuer, 'publicclient')
  for (let more = 0; more < 4; more += 1) await start(issuer, 'publicclient')
  const { runs } = await issuer.admin('playground.list', {})
  expect(runs.length).toBe(4)
  expect(runs.map(({ id }) => id)).not.toContain(first.id)
  await expect(fetch(first.redirectUri ?? '')).rejects.toThrow('fetch failed')
})

test.each(['redirect_uri', 'client_id', 'state', 'code_challenge', 'response_mode', 'request_uri'])(
  'the parameter %s belongs to the flow',
  async (name) => {
    await using issuer = await startSample()
    const reply = await issuer.reply('playground.start', {
      clientId: 'publicclient',
      scopes: [],
      parameters: [{ name, value: 'http://elsewhere.example' }],
    })
    expect(reply).toMatchObject({ ok: false, error: { path: 'parameters.0.name' } })
  },
)

test('whatever it is told, it contacts nothing but this issuer and its own callback', async () => {
  const visits: string[] = []
  const elsewhere = createServer((request, response) => {
    visits.push(request.url ?? '')
    response.end()
  })
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
  try {
    // A server on a port has an address of this kind.
    const target = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`
    await using issuer = await startSample()
    const run = await runCodeFlow(issuer, 'publicclient', {
      parameters: [
        { name: 'resource', value: 'urn:webapisecurity' },
        { name: 'ui_locales', value: target },
      ],
    })
    await act(issuer, run.id, {
      kind: 'call API',
      token: '$ACCESS_TOKEN_1',
      audience: target,
      scope: '',
    })
    expect(visits).toEqual([])
  } finally {
    elsewhere.close()
  }
})

test('a client with no redirect URI on loopback is told what to add', async () => {
  await using issuer = await startSample()
  const { settings, version } = await issuer.admin('clients.get', { clientId: 'publicclient' })
  const web = [{ uri: 'https://app.example/callback', note: '' }]
  await issuer.admin('clients.update', {
    clientId: 'publicclient',
    version,
    settings: { ...settings, redirectUris: web },
  })
  const found = await issuer.admin('playground.client', { clientId: 'publicclient' })
  expect(found.redirectUri).toBeNull()
  const reply = await issuer.reply('playground.start', { clientId: 'publicclient', scopes: [] })
  expect(reply).toMatchObject({
    ok: false,
    error: { code: 'conflict', message: expect.stringContaining('http://127.0.0.1/try-it') },
  })
})
