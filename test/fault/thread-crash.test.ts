import { setTimeout } from 'node:timers/promises'

import { describe, expect, test } from 'vitest'

import { seedFamilies, type SeededFolder } from '#test/fault/support/families.ts'
import { isLong, printFigures, rigTimeout } from '#test/fault/support/form.ts'
import { serveOn } from '#test/fault/support/served.ts'
import { stalledDisk, untilRead } from '#test/fault/support/stalled-disk.ts'
import { readStoreAfter } from '#test/fault/support/store-after.ts'
import {
  openConnections,
  refreshWhole,
  successorIn,
  type Outcome,
} from '#test/fault/support/whole-answers.ts'
import { refresh } from '#test/support/relying-party.ts'

const families = 16
const ways = ['writer fails', 'reader exits', 'writer exits', 'reader fails'] as const
interface Crashed {
  /** `waiting` where the process was still there in the end. */
  readonly code: number | string
  readonly log: string
  /** `undefined` for a request that nobody has answered or hung up on. */
  readonly outcomes: readonly (Outcome | undefined)[]
}

/**
 * Makes a thread of the store fail while refreshes wait for their commit. Whoever is not answered
 * within this patience, in milliseconds, is taken to wait for ever.
 */
async function crash(
  seeded: SeededFolder,
  thread: string,
  { patience = 15_000, preload = [] }: { patience?: number; preload?: readonly string[] } = {},
): Promise<Crashed> {
  const disk = stalledDisk(seeded.data)
  await using served = await serveOn(seeded.data, {
    preload: ['stalled-disk', 'crash-thread', ...preload],
    env: { ...disk.fault.env, LATCHKEY_FAULT_CRASH: thread },
  })
  const agent = openConnections()
  disk.stall()
  const asked = seeded.tokens.map((token) => refreshWhole(agent, served.url, token))
  await untilRead(served)
  served.kill('SIGUSR2')
  const more = [...asked, ...seeded.tokens.map((token) => refreshWhole(agent, served.url, token))]
  await (thread.startsWith('writer') ? untilRead(served) : undefined)
  disk.release()
  const waited = new AbortController()
  const tooLong = setTimeout(patience, undefined, { signal: waited.signal })
  const [code, ...outcomes] = await Promise.all([
    Promise.race([served.ended, tooLong.then(() => 'waiting')]),
    ...more.map((each) => Promise.race([each, tooLong])),
  ])
  waited.abort()
  await tooLong.catch(() => undefined)
  agent.destroy()
  return { code, outcomes, log: served.output() }
}

describe('a thread of the store that fails', { timeout: rigTimeout }, () => {
  test.each(isLong ? ways : ways.slice(0, 2))(
    '%s: is logged, ends the process with 70, and nobody waits for ever',
    async (thread) => {
      using seeded = await seedFamilies(families)
      const { code, outcomes, log } = await crash(seeded, thread)
      expect(log).toMatch(new RegExp(`store's ${thread.split(' ')[0]} thread (failed|ended)`))
      expect(code).toBe(70)
      expect(outcomes).not.toContain(undefined)

      const held = seeded.tokens.map((token, index) => {
        const outcome = outcomes[index]
        return (outcome && successorIn(outcome)) ?? token
      })
      await using next = await serveOn(seeded.data)
      const answers = await Promise.all(held.map((token) => refresh(next, token)))
      const lost = answers.filter(({ status }) => status !== 200).length
      printFigures(`thread crash, ${thread}`, { 'requests in flight': outcomes.length, lost })
      expect(lost).toBe(0)
      expect(readStoreAfter(seeded.data)).toMatchObject({ integrity: 'ok', forked: [] })
    },
  )

  test('mutation: a thread that nobody listens to is caught', async () => {
    using seeded = await seedFamilies(families)
    const { code, outcomes } = await crash(seeded, 'writer exits', {
      patience: 4000,
      preload: ['deaf-to-threads'],
    })
    expect(code).toBe('waiting')
    expect(outcomes).toContain(undefined)
  })
})
