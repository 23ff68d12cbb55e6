import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import type { Clock } from '#domain/time.ts'
import { openIssuer, type Issuer } from '#issuer'
import { testClock } from '#test/support/issuer.ts'
import {
  introspect,
  obtainCode,
  obtainTokens,
  redeemCode,
  refresh,
  tokensOf,
} from '#test/support/relying-party.ts'
import { openUserAgent } from '#test/support/user-agent.ts'
import { workspace } from '#test/support/workspace.ts'

let data = ''
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'latchkey-restart-'))
})
afterEach(() => rmSync(data, { recursive: true }))

const policy = { refreshTokens: { enabled: true, idleLifetime: 1000 } }

/** The second start has no configuration: what it knows is what was stored. */
function start(clock: Clock | undefined, isFirst: boolean): Promise<Issuer> {
  return openIssuer({
    data,
    port: 0,
    issuer: 'http://localhost:1',
    sample: false,
    passwordCost: 16,
    ...(clock ? { clock } : {}),
    ...(isFirst ? { configuration: workspace(policy) } : {}),
  })
}

/** The issuer's public URL is fixed, so that a restart keeps it; requests go to where it listens. */
const at = ({ port }: Issuer) => ({ url: `http://localhost:${port}` })

test('codes, refresh tokens, keys and replays are remembered over a restart', async () => {
  const clock = testClock(Math.floor(Date.now() / 1000))
  const first = await start(clock, true)
  const tokens = await obtainTokens(at(first))
  const second = tokensOf(await refresh(at(first), tokens.refresh_token))
  const code = await obtainCode(at(first), {}, openUserAgent(at(first).url))
  const jwks = await (await fetch(`${at(first).url}/oauth2/jwks`)).text()
  await first.close()

  const again = await start(clock, false)
  try {
    expect(await (await fetch(`${at(again).url}/oauth2/jwks`)).text()).toBe(jwks)
    expect((await introspect(at(again), second.access_token))['active']).toBe(true)
    expect((await redeemCode(at(again), code)).status).toBe(200)
    // The retry of a client that was answered just before: the same successor, made anew.
    const retried = tokensOf(await refresh(at(again), tokens.refresh_token))
    expect(retried.refresh_token).toBe(second.refresh_token)
    clock.advance(11)
    expect((await refresh(at(again), tokens.refresh_token)).body['error']).toBe('invalid_grant')
    expect((await refresh(at(again), second.refresh_token)).body['error']).toBe('invalid_grant')
  } finally {
    await again.close()
  }
})

test('a clock that is set back between two runs revives no expired token', async () => {
  // The first run believed that it was three days later.
  const clock = testClock(Math.floor(Date.now() / 1000) + 259_200)
  const first = await start(clock, true)
  const tokens = await obtainTokens(at(first))
  clock.advance(1000)
  expect((await refresh(at(first), tokens.refresh_token)).body['error']).toBe('invalid_grant')
  // Time is remembered with what is written.
  await obtainCode(at(first))
  await first.close()

  const again = await start(undefined, false)
  try {
    expect((await refresh(at(again), tokens.refresh_token)).body['error']).toBe('invalid_grant')
    expect(await introspect(at(again), tokens.refresh_token)).toEqual({ active: false })
  } finally {
    await again.close()
  }
})
