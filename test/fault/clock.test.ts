import { describe, expect, test } from 'vitest'

import {
  codeFor,
  refreshTokenOf,
  seedFamilies,
  type SeededFolder,
} from '#test/fault/support/families.ts'
import { printFigures, rigTimeout } from '#test/fault/support/form.ts'
import type { Mutation } from '#test/fault/support/mutation.ts'
import { serveOn, type Served } from '#test/fault/support/served.ts'
import { withStore } from '#test/fault/support/store-after.ts'
import { systemTimes, type SystemTime } from '#test/fault/support/system-time.ts'
import { introspect, post, redeemCode, refresh, tokensOf } from '#test/support/relying-party.ts'
import { openUserAgent } from '#test/support/user-agent.ts'
import { other } from '#test/support/workspace.ts'

const day = 86_400
const lifetimes = { idleLifetime: day, absoluteLifetime: 7 * day }

/** What must not be, in words; empty where the issuer holds. */
type Problems = string[]

interface Expiring {
  readonly refreshTokens: readonly string[]
  readonly accessToken: string
}

/** Sets the clock 30 days forward and 2 days back while it runs, and starts it once more there. */
async function jump(
  seeded: SeededFolder,
  time: SystemTime,
  mutation?: Mutation,
): Promise<{ readonly problems: Problems; readonly tries: number }> {
  const problems: Problems = []
  const { data } = seeded
  time.set(data, 0)
  let old: Expiring
  let young: Expiring
  {
    await using served = await serveOn(data, { ...time.fault(data), mutation })
    old = await rotateAll(served, seeded.tokens)
    await guess(served)

    time.set(data, 30)
    problems.push(...(await livingOf(served, old, '30 days later')))
    young = await rotateAll(served, [await newToken(served)])
    if (await isEvaluated(served)) problems.push('30 days later the throttle has let go')
    if (!(await recordsArrive(data, served))) problems.push('30 days later timers stand still')

    time.set(data, -2)
    problems.push(...(await livingOf(served, old, '2 days back')))
    if (!(await recordsArrive(data, served))) problems.push('2 days back timers stand still')
    young = await rotateAll(served, young.refreshTokens)
  }
  await using again = await serveOn(data, { ...time.fault(data), mutation })
  problems.push(...(await livingOf(again, old, 'started 2 days back')))
  await rotateAll(again, young.refreshTokens)
  return { problems, tries: 3 * (old.refreshTokens.length + 1) }
}

/** Refreshes each; the one access token is what the last brought. */
async function rotateAll(served: Served, tokens: readonly string[]): Promise<Expiring> {
  const all = await Promise.all(tokens.map(async (token) => tokensOf(await refresh(served, token))))
  const accessToken = all.at(-1)?.access_token ?? ''
  expect(await introspect(served, accessToken)).toMatchObject({ active: true })
  return { refreshTokens: all.map(refreshTokenOf), accessToken }
}

async function newToken(served: Served): Promise<string> {
  const code = await codeFor(served, openUserAgent(served.url))
  return refreshTokenOf(tokensOf(await redeemCode(served, code)))
}

/** Which of these tokens are taken although they have expired. */
async function livingOf(
  served: Served,
  { refreshTokens, accessToken }: Expiring,
  when: string,
): Promise<Problems> {
  const problems: Problems = []
  for (const token of refreshTokens)
    if ((await refresh(served, token)).body['error'] !== 'invalid_grant')
      problems.push(`${when} a refresh token lives`)
  if ((await introspect(served, accessToken))['active'] !== false)
    problems.push(`${when} an access token lives`)
  return problems
}

/** Guesses a client's secret until nothing of it is evaluated any more. */
async function guess(served: Served): Promise<void> {
  for (let guesses = 0; guesses < 40; guesses += 1)
    await post(served, '/oauth2/introspect', { token: 'x', ...other, client_secret: 'wrong' })
  expect(await isEvaluated(served)).toBe(false)
}

async function isEvaluated(served: Served): Promise<boolean> {
  return (await post(served, '/oauth2/introspect', { token: 'x', ...other })).status !== 429
}

/** Decision records are stored by a timer. */
async function recordsArrive(data: string, served: Served): Promise<boolean> {
  const before = recordsIn(data)
  await refresh(served, 'lkr_nothing')
  const patience = performance.now() + 10_000
  while (recordsIn(data) === before && performance.now() < patience)
    await introspect(served, 'nothing')
  return recordsIn(data) > before
}

function recordsIn(data: string): number {
  return withStore(data, (db) =>
    Number(db.prepare(/* sql */ `SELECT max(id) FROM decisions`).pluck().get()),
  )
}

for (const time of systemTimes)
  describe.skipIf(!time.isHere)(`clock jumps, by ${time.name}`, { timeout: rigTimeout }, () => {
    test('30 days forward and 2 back: no expired token revives, timers and throttles go on', async () => {
      using seeded = await seedFamilies(4, lifetimes)
      const { problems, tries } = await jump(seeded, time)
      printFigures(`clock, ${time.name}`, { jumps: 2, tries, revived: problems.length })
      expect(problems).toEqual([])
    })

    test('mutation: a clock that goes back is caught', async () => {
      using seeded = await seedFamilies(1, lifetimes)
      const { problems } = await jump(seeded, time, {
        file: 'server/clock.ts',
        from: 'Math.max(latest, Math.floor(Date.now() / 1000))',
        to: 'Math.floor(Date.now() / 1000)',
      })
      expect(problems).toContain('2 days back a refresh token lives')
      expect(problems).toContain('started 2 days back a refresh token lives')
    })

    test('mutation: a throttle that goes by the clock on the wall is caught', async () => {
      using seeded = await seedFamilies(1, lifetimes)
      const { problems } = await jump(seeded, time, {
        file: 'server/protocol/throttle.ts',
        from: 'performance.now()',
        to: 'Date.now()',
      })
      expect(problems).toContain('30 days later the throttle has let go')
    })
  })
