import { describe, expect, test } from 'vitest'

import {
  introspect,
  obtainCode,
  obtainTokens,
  redeemCode,
  refresh,
  tokensOf,
} from '#test/support/relying-party.ts'
import { other, startWorkspace, statusOfOnlyToken } from '#test/support/workspace.ts'

const times = <Value>(count: number, make: () => Promise<Value>): Promise<Value[]> =>
  Promise.all(Array.from({ length: count }, make))

describe.each([{ onDisk: false }, { onDisk: true }])('with the store on disk: $onDisk', (place) => {
  test('of 100 parallel redemptions of one code exactly one succeeds, and the second use revokes it', async () => {
    await using issuer = await startWorkspace({}, place)
    const code = await obtainCode(issuer)
    const answers = await times(100, () => redeemCode(issuer, code))

    const [winner, ...more] = answers.filter(({ status }) => status === 200)
    expect(more).toEqual([])
    const losers = answers.filter(({ status }) => status !== 200)
    expect(new Set(losers.map(({ status, body }) => `${status} ${String(body['error'])}`))).toEqual(
      new Set(['400 invalid_grant']),
    )
    expect(losers).toHaveLength(99)
    const tokens = winner && tokensOf(winner)
    expect(await statusOfOnlyToken(issuer)).toBe('replayed')
    expect(await refresh(issuer, tokens?.refresh_token)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    })
    expect(await introspect(issuer, tokens?.access_token)).toEqual({ active: false })
    expect(issuer.bugs).toEqual([])
  })

  test('50 parallel refreshes with one token all get the same successor, which works', async () => {
    await using issuer = await startWorkspace({}, place)
    const first = await obtainTokens(issuer)
    const answers = await times(50, () => refresh(issuer, first.refresh_token))

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    const successors = new Set(answers.map((answer) => tokensOf(answer).refresh_token))
    expect(successors.size).toBe(1)
    expect(successors.has(first.refresh_token)).toBe(false)
    const [successor] = successors
    expect((await refresh(issuer, successor)).status).toBe(200)
    expect(await statusOfOnlyToken(issuer)).toBe('active')
    expect(issuer.bugs).toEqual([])
  })

  test('a generation older than the predecessor revokes the whole grant, inside grace too', async () => {
    await using issuer = await startWorkspace({}, place)
    const first = await obtainTokens(issuer)
    const second = tokensOf(await refresh(issuer, first.refresh_token))
    const third = tokensOf(await refresh(issuer, second.refresh_token))

    expect((await refresh(issuer, first.refresh_token)).body['error']).toBe('invalid_grant')
    expect((await refresh(issuer, third.refresh_token)).body['error']).toBe('invalid_grant')
    expect(await statusOfOnlyToken(issuer)).toBe('replayed')
    expect(await introspect(issuer, third.access_token)).toEqual({ active: false })
  })

  test('after the grace window the predecessor is a replay', async () => {
    await using issuer = await startWorkspace(
      { refreshTokens: { enabled: true, graceSeconds: 10 } },
      place,
    )
    const first = await obtainTokens(issuer)
    const second = tokensOf(await refresh(issuer, first.refresh_token))
    issuer.clock.advance(10)
    const retried = tokensOf(await refresh(issuer, first.refresh_token))
    expect(retried.refresh_token).toBe(second.refresh_token)

    issuer.clock.advance(1)
    expect((await refresh(issuer, first.refresh_token)).body['error']).toBe('invalid_grant')
    expect((await refresh(issuer, second.refresh_token)).body['error']).toBe('invalid_grant')
    expect(await statusOfOnlyToken(issuer)).toBe('replayed')
  })

  test('a wrong client has no effect, neither on a current nor on a spent token', async () => {
    await using issuer = await startWorkspace({}, place)
    const first = await obtainTokens(issuer)
    const second = tokensOf(await refresh(issuer, first.refresh_token))
    issuer.clock.advance(3600)
    const tries = [first.refresh_token, second.refresh_token].map((token) =>
      refresh(issuer, token, other),
    )
    for (const answer of await Promise.all(tries))
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })

    expect(await statusOfOnlyToken(issuer)).toBe('active')
    expect((await refresh(issuer, second.refresh_token)).status).toBe(200)
  })
})
