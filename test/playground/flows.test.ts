import { expect, test } from 'vitest'

import { act, runCodeFlow, start, startSample, story } from './try-it.ts'

test('a public client gets its tokens by code and PKCE, and everything can be done with them', async () => {
  await using issuer = await startSample()
  const run = await runCodeFlow(issuer, 'publicclient')
  expect(story(run)).toEqual([
    'Authorization request: ',
    'Authorization response: Code',
    'Token request: Tokens',
  ])
  expect(run.tokens.map(({ name }) => name)).toEqual([
    '$ACCESS_TOKEN_1',
    '$REFRESH_TOKEN_1',
    '$ID_TOKEN_1',
  ])
  expect(run.tokens.map(({ jwt }) => jwt?.verified)).toEqual([true, undefined, true])
  expect(run.redirectUri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/)

  await act(issuer, run.id, { kind: 'refresh' })
  await act(issuer, run.id, { kind: 'refresh' })
  await act(issuer, run.id, { kind: 'userinfo' })
  await act(issuer, run.id, { kind: 'call API', token: '$ACCESS_TOKEN_3', scope: 'read' })
  await act(issuer, run.id, { kind: 'introspect', token: '$ACCESS_TOKEN_3' })
  await act(issuer, run.id, { kind: 'replay' })
  await act(issuer, run.id, { kind: 'refresh' })
  const after = await act(issuer, run.id, { kind: 'revoke', token: '$REFRESH_TOKEN_2' })
  expect(story(after).slice(3)).toEqual([
    'Refresh: Tokens',
    'Refresh: Tokens',
    'Userinfo: Claims',
    'Call the sample API: Welcome',
    // A public client has no secret to introspect with (RFC 7662 §2.1).
    'Introspection: invalid_client',
    'Replay of an older token: invalid_grant',
    'Refresh: invalid_grant',
    'Revocation: Revoked',
  ])
  expect(issuer.bugs).toEqual([])
}, 60_000)

test('a confidential client uses a secret of the run, which is gone at its end', async () => {
  await using issuer = await startSample()
  const before = await issuer.admin('clients.get', { clientId: 'codeflowclient' })
  const run = await runCodeFlow(issuer, 'codeflowclient')
  const during = await issuer.admin('clients.get', { clientId: 'codeflowclient' })
  expect(during.secrets.length).toBe(before.secrets.length + 1)
  expect(during.version).toBe(before.version)
  const after = await act(issuer, run.id, { kind: 'introspect', token: '$ACCESS_TOKEN_1' })
  expect(story(after).at(-1)).toBe('Introspection: Active')
  await issuer.admin('playground.end', { runId: run.id })
  const end = await issuer.admin('clients.get', { clientId: 'codeflowclient' })
  expect(end.secrets).toEqual(before.secrets)
}, 60_000)

test('a machine gets its token in its own name', async () => {
  await using issuer = await startSample()
  const run = await start(issuer, 'machineclient', { scopes: ['read'] })
  expect(run.state).toBe('done')
  expect(run.tokens.map(({ name, jwt }) => [name, jwt?.claims['scope']])).toEqual([
    ['$ACCESS_TOKEN_1', 'read'],
  ])
})

test('two refreshes at once get one successor where there is grace', async () => {
  await using issuer = await startSample()
  const run = await runCodeFlow(issuer, 'codeflowclient')
  const after = await act(issuer, run.id, { kind: 'refresh twice' })
  const names = after.exchanges.slice(-2).map(({ tokens }) => tokens.at(1))
  expect(names).toEqual(['$REFRESH_TOKEN_2', '$REFRESH_TOKEN_2'])
}, 60_000)
