import { expect, test } from 'vitest'

import type { PlaygroundAct } from '#contract/playground.ts'

import { act, runCodeFlow, startSample } from './try-it.ts'

const token = '$ACCESS_TOKEN_1'

test.each<[string, Extract<PlaygroundAct, { kind: 'call API' }>, string | undefined, number]>([
  ['lets a good token in', { kind: 'call API', token, scope: 'read' }, undefined, 200],
  ['names the scope', { kind: 'call API', token, scope: 'admin' }, 'scope', 403],
  [
    'names the audience',
    { kind: 'call API', token, audience: 'urn:x', scope: '' },
    'audience',
    401,
  ],
  ['names the type', { kind: 'call API', token: '$ID_TOKEN_1', scope: '' }, 'type', 401],
  ['names the format', { kind: 'call API', token: '$REFRESH_TOKEN_1', scope: '' }, 'format', 401],
])('the sample API %s', async (_what, call, refused, status) => {
  await using issuer = await startSample()
  const run = await runCodeFlow(issuer, 'publicclient')
  const after = await act(issuer, run.id, call)
  const { rules = [], response } = after.exchanges.at(-1) ?? {}
  expect(response?.status).toBe(status)
  expect(rules.find(({ outcome }) => outcome === 'refused')?.name).toBe(refused)
  const at = rules.findIndex(({ outcome }) => outcome === 'refused')
  const before = at < 0 ? rules : rules.slice(0, at)
  expect(new Set(before.map(({ outcome }) => outcome)).has('not reached')).toBe(false)
  expect(rules.length).toBe(8)
})

test('the sample API names the expiry', async () => {
  await using issuer = await startSample()
  const run = await runCodeFlow(issuer, 'publicclient')
  issuer.clock.advance(4000)
  const after = await act(issuer, run.id, { kind: 'call API', token, scope: '' })
  const refusal = after.exchanges.at(-1)?.rules.find(({ outcome }) => outcome === 'refused')
  expect(refusal?.name).toBe('expiry')
})
