import { expect } from 'vitest'

import type { Input, Output } from '#contract/operations.ts'
import type { PlaygroundAct, PlaygroundRunView } from '#contract/playground.ts'
import { startIssuer, type TestIssuer } from '#test/support/issuer.ts'
import { openUserAgent, signInAndAllow, type UserAgent } from '#test/support/user-agent.ts'

export const allScopes = ['openid', 'profile', 'offline_access', 'urn:webapisecurity', 'read']
const password = 'a password for the sample'

/** An issuer with the sample workspace, where alice can sign in. */
export async function startSample(): Promise<TestIssuer> {
  const issuer = await startIssuer({})
  await issuer.admin('workspace.loadSample', {})
  const { items } = await issuer.admin('users.list', {})
  const alice = items.find(({ username }) => username === 'alice')
  await issuer.admin('users.setPassword', {
    subject: alice?.subject ?? '',
    password,
    revokeTokens: false,
  })
  return issuer
}

export function start(
  issuer: TestIssuer,
  clientId: string,
  more: Partial<Input<'playground.start'>> = {},
): Promise<PlaygroundRunView> {
  return issuer.admin('playground.start', { clientId, scopes: allScopes, ...more })
}

/** Does in a browser's place what the run waits for; returns the callback's answer. */
export async function answer(
  issuer: TestIssuer,
  run: PlaygroundRunView,
  agent: UserAgent = openUserAgent(issuer.url),
): Promise<Response> {
  const url = new URL(run.authorizationUrl ?? '')
  const callback = await signInAndAllow(agent, url, { username: 'alice', password })
  return fetch(callback)
}

/** Waits, by asking, until a run is where it should be. */
export async function settled(
  issuer: TestIssuer,
  runId: string,
  state: PlaygroundRunView['state'] = 'done',
): Promise<PlaygroundRunView> {
  const ask = (): Promise<PlaygroundRunView> => issuer.admin('playground.get', { runId })
  await expect.poll(ask, { timeout: 10_000 }).toMatchObject({ state })
  return ask()
}

/** A whole code flow of a client of the sample. */
export async function runCodeFlow(
  issuer: TestIssuer,
  clientId: string,
  more: Partial<Input<'playground.start'>> = {},
): Promise<PlaygroundRunView> {
  const run = await start(issuer, clientId, more)
  await answer(issuer, run)
  return settled(issuer, run.id)
}

export async function act(
  issuer: TestIssuer,
  runId: string,
  act: PlaygroundAct,
): Promise<Output<'playground.act'>> {
  return issuer.admin('playground.act', { runId, act })
}

/** What the arrows say, in order. */
export function story(run: PlaygroundRunView): string[] {
  return run.exchanges.map(({ title, answer }) => `${title}: ${answer}`)
}
