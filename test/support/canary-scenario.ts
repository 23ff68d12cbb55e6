import { randomBytes } from 'node:crypto'

import type { Input, OperationName, Output } from '#contract/operations.ts'
import type { CanaryCage } from '#test/support/canary-cage.ts'
import {
  authorizationUrl,
  basic,
  codeVerifier,
  post,
  redeemCode,
  refresh,
  type Form,
} from '#test/support/relying-party.ts'
import { openUserAgent, signInAndAllow, type UserAgent } from '#test/support/user-agent.ts'
import { alice, app, bob, machine, other, web } from '#test/support/workspace.ts'

/** A running issuer on the test workspace, in this process or another. */
export interface WatchedIssuer {
  readonly url: string
  admin<Name extends OperationName>(operation: Name, input: Input<Name>): Promise<Output<Name>>
}

/** Does what users, clients, guessers and administrators do, and keeps all that was given out. */
export async function liveADay(issuer: WatchedIssuer, cage: CanaryCage): Promise<void> {
  for (const { client_secret: secret } of [web, other, machine]) cage.add('client secret', secret)
  for (const { password } of [alice, bob]) cage.add('password', password)
  cage.add('code verifier', codeVerifier)
  for (const user of [alice, bob]) await useClients(issuer, cage, user)
  await useMachine(issuer, cage)
  await guess(issuer, cage)
  await administer(issuer, cage)
  await lookAtEverything(issuer)
}

const clients: readonly Form[] = [web, other, { ...app, client_secret: undefined }]

async function useClients(
  issuer: WatchedIssuer,
  cage: CanaryCage,
  user: typeof alice,
): Promise<void> {
  const agent = cage.watch(openUserAgent(issuer.url))
  for (const client of clients) {
    const code = await codeFor(issuer, cage, { agent, user, client })
    const first = cage.addTokens(await redeemCode(issuer, code, client)).body
    await post(issuer, '/oauth2/introspect', { token: String(first['access_token']), ...web })
    await fetch(`${issuer.url}/oauth2/userinfo`, {
      headers: { authorization: `Bearer ${String(first['access_token'])}` },
    })
    const token = String(first['refresh_token'])
    const second = cage.addTokens(await refresh(issuer, token, client)).body
    // Once more within the grace period, then on, then the oldest again: a replay.
    cage.addTokens(await refresh(issuer, token, client))
    cage.addTokens(await refresh(issuer, String(second['refresh_token']), client))
    await refresh(issuer, token, client)
    await redeemCode(issuer, code, client)
  }
  const kept = await codeFor(issuer, cage, { agent, user, client: web })
  cage.addTokens(await redeemCode(issuer, kept))
  const code = await codeFor(issuer, cage, { agent, user, client: web })
  const { body } = cage.addTokens(await redeemCode(issuer, code))
  await post(issuer, '/oauth2/revoke', { token: String(body['refresh_token']), ...web })
  await agent.get(
    `${issuer.url}/oauth2/logout?id_token_hint=${String(body['id_token'])}&client_id=web`,
  )
}

async function codeFor(
  issuer: WatchedIssuer,
  cage: CanaryCage,
  {
    agent,
    user,
    client,
  }: { readonly agent: UserAgent; readonly user: typeof alice; readonly client: Form },
): Promise<string> {
  const url = authorizationUrl(issuer, { client_id: client['client_id'], nonce: 'n-0S6_WzA2Mj' })
  const callback = await signInAndAllow(agent, url, user)
  const code = callback.searchParams.get('code') ?? ''
  cage.add('code', code)
  return code
}

async function useMachine(issuer: WatchedIssuer, cage: CanaryCage): Promise<void> {
  const ask: Form = { grant_type: 'client_credentials', scope: 'read' }
  cage.addTokens(await post(issuer, '/oauth2/token', { ...ask, ...machine }))
  const header = basic(machine.client_id, machine.client_secret)
  const { body } = cage.addTokens(await post(issuer, '/oauth2/token', ask, header))
  await post(issuer, '/oauth2/revoke', { token: String(body['access_token']), ...machine })
}

/** Wrong values are as secret as right ones: most are a slip away from one, or one for elsewhere. */
async function guess(issuer: WatchedIssuer, cage: CanaryCage): Promise<void> {
  const wrong = (name: string): string => {
    const value = `wrong ${name} ${randomBytes(9).toString('hex')}`
    cage.add(`wrong ${name}`, value)
    return value
  }
  for (const username of ['alice', 'nobody']) {
    const agent = cage.watch(openUserAgent(issuer.url))
    const page = await agent.settle(await agent.get(authorizationUrl(issuer)))
    if (page instanceof URL) throw new Error(`No page to sign in on: ${page.href}`)
    await agent.submit(page, { username, password: wrong('password') })
  }
  const token = { grant_type: 'refresh_token', refresh_token: wrong('refresh token') }
  await post(issuer, '/oauth2/token', { ...token, ...web })
  await post(issuer, '/oauth2/token', {
    ...token,
    client_id: 'web',
    client_secret: wrong('secret'),
  })
  await post(issuer, '/oauth2/token', token, basic('web', wrong('secret')))
  await post(issuer, '/oauth2/token', { ...token, ...app, client_secret: wrong('secret') })
  await redeemCode(issuer, wrong('code'), { code_verifier: wrong('verifier') })
  await post(issuer, '/oauth2/introspect', { token: wrong('token'), ...web })
  await post(issuer, '/oauth2/revoke', { token: wrong('token'), ...web })
  await fetch(`${issuer.url}/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${wrong('token').replaceAll(' ', '-')}` },
  })
  await fetch(`${issuer.url}/oauth2/token?client_secret=${wrong('secret')}`, { method: 'POST' })
  await fetch(authorizationUrl(issuer, { client_secret: wrong('secret') }))
  await misplace(issuer, wrong)
  const form = Object.fromEntries(authorizationUrl(issuer).searchParams)
  await fetch(`${issuer.url}/oauth2/authorize`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ ...form, client_secret: wrong('secret') }),
  })
}

/** Secrets where no endpoint would look for them: they are recorded all the same, and not shown. */
async function misplace(issuer: WatchedIssuer, wrong: (name: string) => string): Promise<void> {
  // Answered at once: a request that waits for the user is kept as it came.
  const silent = { prompt: 'none', code_challenge_method: 'plain' }
  const url = authorizationUrl(issuer, { ...silent, code_challenge: wrong('plain challenge') })
  await fetch(url, { redirect: 'manual' })
  const secret = encodeURIComponent(wrong('secret'))
  const paths = [
    `/oauth2/token/${secret}`,
    `/oauth2/authorize?state=${secret}&state=${secret}`,
    `/oauth2/logout?id_token_hint=${secret}`,
    `/oauth2/consent?interaction=${secret}`,
    `/oauth2/jwks?key=${secret}`,
    `/oauth2/error?trace=${secret}`,
  ]
  for (const path of paths) await fetch(`${issuer.url}${path}`)
  await fetch(`${issuer.url}/oauth2/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_secret: wrong('secret') }),
  })
}

async function administer(issuer: WatchedIssuer, cage: CanaryCage): Promise<void> {
  const { settings } = await issuer.admin('clients.get', { clientId: 'web' })
  await issuer.admin('clients.create', {
    clientId: 'made',
    settings: { ...settings, name: 'Made' },
  })
  const { client, secret } = await issuer.admin('clients.addSecret', {
    clientId: 'made',
    overlap: 60,
  })
  cage.addTokens(
    await post(issuer, '/oauth2/introspect', {
      client_id: 'made',
      client_secret: secret.value,
      token: 'unknown',
    }),
  )
  await issuer.admin('clients.removeSecret', {
    clientId: 'made',
    secretId: client.secrets[0]?.id ?? '',
  })
  await issuer.admin('clients.duplicate', {
    clientId: 'made',
    newClientId: 'made-too',
    name: 'Made too',
    flow: 'client_credentials',
  })
  const passwords = ['carol’s first password', 'carol’s second password']
  for (const password of passwords) cage.add('password', password)
  const { settings: user } = await issuer.admin('users.get', { subject: alice.subject })
  const { subject } = await issuer.admin('users.create', {
    settings: { ...user, username: 'carol', email: 'carol@example.com' },
    password: passwords[0] ?? '',
  })
  await issuer.admin('users.setPassword', {
    subject,
    password: passwords[1] ?? '',
    revokeTokens: true,
  })
}

async function lookAtEverything(issuer: WatchedIssuer): Promise<void> {
  const all = { filter: {}, sort: { by: 'issued', direction: 'descending' } } as const
  const { rows } = await issuer.admin('refreshTokens.search', { ...all, limit: 500 })
  for (const { id } of rows) await issuer.admin('refreshTokens.get', { id })
  for (const format of ['csv', 'json'] as const)
    await issuer.admin('refreshTokens.export', { ...all, format })
  await issuer.admin('refreshTokens.facets', {})
  await issuer.admin('issuer.status', {})
  await issuer.admin('clients.list', {})
  for (const clientId of ['web', 'made']) await issuer.admin('clients.get', { clientId })
  await issuer.admin('users.list', {})
  await issuer.admin('resources.list', {})
  await issuer.admin('audit.list', { limit: 500 })
  await issuer.admin('activity.facets', {})
  const { records } = await issuer.admin('activity.list', { limit: 500 })
  for (const { id } of records) await issuer.admin('activity.get', { id })
  await issuer.admin('activity.export', { ids: records.map(({ id }) => id) })
  await issuer.admin('refreshTokens.revoke', {
    target: { kind: 'filter', filter: {} },
    mode: 'revoke',
    reason: 'the day is over',
  })
}
