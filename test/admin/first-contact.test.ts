import { expect, test } from 'vitest'

import type { TestIssuer } from '#test/support/issuer.ts'
import {
  authorizationUrl,
  basic,
  obtainTokens,
  post,
  refresh,
} from '#test/support/relying-party.ts'
import { machine, startWorkspace, web } from '#test/support/workspace.ts'

/** The steps of a client as words: `waiting`, or how the newest request ended. */
async function steps(issuer: TestIssuer, clientId: string, since?: number) {
  const watched = await issuer.admin('firstContact.watch', {
    clientId,
    since: since ?? issuer.clock.now(),
  })
  return Object.fromEntries(
    watched.steps.map(({ step, record }) => [step, record?.outcome ?? 'waiting']),
  )
}

test('each step of an application that connects ticks once it has happened', async () => {
  await using issuer = await startWorkspace()
  expect(await steps(issuer, 'web')).toEqual({
    discovery: 'waiting',
    authorize: 'waiting',
    token: 'waiting',
    refresh: 'waiting',
  })
  await fetch(new URL('/.well-known/openid-configuration', issuer.url))
  await fetch(authorizationUrl(issuer, { redirect_uri: 'http://127.0.0.1:1/callback/' }))
  await expect
    .poll(() => steps(issuer, 'web'))
    .toEqual({ discovery: 'passed', authorize: 'refused', token: 'waiting', refresh: 'waiting' })
  const tokens = await obtainTokens(issuer)
  await expect
    .poll(() => steps(issuer, 'web'))
    .toEqual({ discovery: 'passed', authorize: 'passed', token: 'passed', refresh: 'waiting' })
  await refresh(issuer, tokens.refresh_token)
  await expect.poll(async () => (await steps(issuer, 'web'))['refresh']).toBe('passed')
})

test('a refused refresh is told apart from a refused first token', async () => {
  await using issuer = await startWorkspace()
  await refresh(issuer, 'not-a-refresh-token')
  await expect
    .poll(() => steps(issuer, 'web'))
    .toMatchObject({ token: 'waiting', refresh: 'refused' })
  await post(issuer, '/oauth2/token', { grant_type: 'authorization_code', code: 'x', ...web })
  await expect
    .poll(() => steps(issuer, 'web'))
    .toMatchObject({ token: 'refused', refresh: 'refused' })
})

test('a machine has two steps, and other clients and earlier times do not count', async () => {
  await using issuer = await startWorkspace()
  const credentials = basic(machine.client_id, machine.client_secret)
  await post(issuer, '/oauth2/token', { grant_type: 'client_credentials' }, credentials)
  await expect.poll(async () => (await steps(issuer, 'machine'))['token']).toBe('passed')
  expect(await steps(issuer, 'machine')).toEqual({ discovery: 'waiting', token: 'passed' })
  expect((await steps(issuer, 'web'))['token']).toBe('waiting')
  expect((await steps(issuer, 'machine', issuer.clock.now() + 1))['token']).toBe('waiting')
})

test('a client that is not there is a clear refusal', async () => {
  await using issuer = await startWorkspace()
  expect(await issuer.reply('firstContact.watch', { clientId: 'nobody', since: 0 })).toMatchObject({
    ok: false,
    error: { code: 'not_found', path: 'clientId' },
  })
})
