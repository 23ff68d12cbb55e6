import * as openid from 'openid-client'
import { expect, test } from 'vitest'

import type { ConfiguredClient } from '#contract/configuration.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import {
  authorizationUrl,
  obtainCode,
  pageOf,
  redeemCode,
  refresh,
  tokensOf,
  type Form,
} from '#test/support/relying-party.ts'
import { openUserAgent, type UserAgent } from '#test/support/user-agent.ts'
import { startWorkspace } from '#test/support/workspace.ts'

const returnTo = 'https://web.example/bye'
const client: Partial<ConfiguredClient> = {
  postLogoutRedirectUris: [returnTo],
  consent: 'never',
}

function logoutUrl(issuer: TestIssuer, form: Form): URL {
  const url = new URL('/oauth2/logout', issuer.url)
  for (const [name, value] of Object.entries(form))
    if (value !== undefined) url.searchParams.set(name, value)
  return url
}

async function signIn(issuer: TestIssuer) {
  const agent = openUserAgent(issuer.url)
  const code = await obtainCode(issuer, {}, agent)
  return { agent, tokens: tokensOf(await redeemCode(issuer, code)) }
}

async function isSignedIn(issuer: TestIssuer, agent: UserAgent): Promise<boolean> {
  return (await agent.settle(await agent.get(authorizationUrl(issuer)))) instanceof URL
}

test('12: with an id_token_hint the user confirms, is signed out, and goes back with state', async () => {
  await using issuer = await startWorkspace(client)
  const { agent, tokens } = await signIn(issuer)
  const config = await openid.discovery(new URL(issuer.url), 'web', undefined, openid.None(), {
    execute: [openid.allowInsecureRequests],
  })
  const url = openid.buildEndSessionUrl(config, {
    id_token_hint: tokens.id_token ?? '',
    post_logout_redirect_uri: returnTo,
    state: 'bye',
  })
  const page = pageOf(await agent.settle(await agent.get(url)))
  expect(page.html).toContain('Web asks to sign you out')
  expect(await isSignedIn(issuer, agent)).toBe(true)

  const place = await agent.settle(await agent.submit(page, { decision: 'out' }))
  expect(place).toEqual(new URL(`${returnTo}?state=bye`))
  expect(await isSignedIn(issuer, agent)).toBe(false)
  // Offline access is a permission of its own (OIDC Core §11).
  expect((await refresh(issuer, tokens.refresh_token)).status).toBe(200)
})

test('12: an expired id token is still a hint', async () => {
  await using issuer = await startWorkspace(client)
  const { agent, tokens } = await signIn(issuer)
  issuer.clock.advance(7200)
  const url = logoutUrl(issuer, { id_token_hint: tokens.id_token })
  expect(pageOf(await agent.settle(await agent.get(url))).html).toContain('id="sign-out"')
})

test('12: a client_id will do instead of a hint', async () => {
  await using issuer = await startWorkspace(client)
  const { agent } = await signIn(issuer)
  const url = logoutUrl(issuer, { client_id: 'web', post_logout_redirect_uri: returnTo })
  const page = pageOf(await agent.settle(await agent.get(url)))
  expect(await agent.settle(await agent.submit(page, { decision: 'out' }))).toEqual(
    new URL(returnTo),
  )
})

test('12: where neither is given it ends on a clear page', async () => {
  await using issuer = await startWorkspace(client)
  const { agent } = await signIn(issuer)
  const page = pageOf(await agent.settle(await agent.get(logoutUrl(issuer, {}))))
  const end = pageOf(await agent.settle(await agent.submit(page, { decision: 'out' })))
  expect(end).toMatchObject({ status: 200 })
  expect(end.html).toContain('You are signed out')
  expect(await isSignedIn(issuer, agent)).toBe(false)
})

test('staying signed in changes nothing', async () => {
  await using issuer = await startWorkspace(client)
  const { agent } = await signIn(issuer)
  const page = pageOf(await agent.settle(await agent.get(logoutUrl(issuer, {}))))
  const end = pageOf(await agent.settle(await agent.submit(page, { decision: 'stay' })))
  expect(end.html).toContain('still signed in')
  expect(await isSignedIn(issuer, agent)).toBe(true)
})

test('an address that is not registered, or of nobody, is never gone to', async () => {
  await using issuer = await startWorkspace(client)
  const { agent, tokens } = await signIn(issuer)
  const forms: readonly Form[] = [
    { client_id: 'web', post_logout_redirect_uri: 'https://evil.example/' },
    { client_id: 'web', post_logout_redirect_uri: `${returnTo}/more` },
    { client_id: 'other', post_logout_redirect_uri: returnTo },
    { post_logout_redirect_uri: returnTo },
    { id_token_hint: tokens.id_token, client_id: 'other', post_logout_redirect_uri: returnTo },
    { id_token_hint: `${tokens.id_token}x`, post_logout_redirect_uri: returnTo },
    { id_token_hint: tokens.access_token, post_logout_redirect_uri: returnTo },
  ]
  for (const form of forms) {
    const response = await agent.get(logoutUrl(issuer, form))
    expect(response.status).toBe(400)
    expect(response.headers.get('location')).toBeNull()
  }
  expect(await isSignedIn(issuer, agent)).toBe(true)
})

test('an address that was smuggled into the confirmation is checked again', async () => {
  await using issuer = await startWorkspace(client)
  const { agent } = await signIn(issuer)
  const page = pageOf(await agent.settle(await agent.get(logoutUrl(issuer, { client_id: 'web' }))))
  const response = await agent.submit(page, {
    decision: 'out',
    post_logout_redirect_uri: 'https://evil.example/',
  })
  expect(response.status).toBe(400)
  expect(response.headers.get('location')).toBeNull()
})

test('logout by POST asks as well', async () => {
  await using issuer = await startWorkspace(client)
  const { agent, tokens } = await signIn(issuer)
  const signedOutAlready = await fetch(`${issuer.url}/oauth2/logout`, {
    method: 'POST',
    body: new URLSearchParams({
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: returnTo,
    }),
    redirect: 'manual',
  })
  // Nobody is signed in there: nothing to ask.
  expect(signedOutAlready.headers.get('location')).toBe(returnTo)
  expect(await isSignedIn(issuer, agent)).toBe(true)
})
