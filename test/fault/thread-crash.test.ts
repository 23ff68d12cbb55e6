import { setTimeout } from 'node:timers/promises'

import { describe, expect, test } from 'vitest'

import { seedFamilies, type SeededFolder } from '#test/fault/support/families.ts'
import { perForm, printFigures, rigTimeout } from '#test/fault/support/form.ts'
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
/** A writer that fails has failed for a reason, and ends the process; a reader is started anew. */
const ways = perForm(
  ['writer fails', 'reader exits'],
  ['writer fails', 'writer exits', 'reader fails', 'reader exits'],
)

interface Crashed {
  /** How the process has ended; `waiting` where the writer had failed and it was still there. */
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
  const outcomes = await Promise.all(more.map((each) => Promise.race([each, tooLong])))
  if (thread.startsWith('reader')) {
    // It is ready later than the issuer, and may not have heard.
    while (!served.output().includes('reader thread')) {
      await setTimeout(100)
      served.kill('SIGUSR2')
    }
    served.kill('SIGTERM')
  }
  const code = await Promise.race([served.ended, tooLong.then(() => 'waiting')])
  waited.abort()
  await tooLong.catch(() => undefined)
  agent.destroy()
  return { code, outcomes, log: served.output() }
}

describe('a thread of the store that fails', { timeout: rigTimeout }, () => {
  test.each(ways)(
    '%s: is logged, nobody waits for ever, and nothing acknowledged is lost',
    async (thread) => {
      using seeded = await seedFamilies(families)
      const { code, outcomes, log } = await crash(seeded, thread)
      expect(log).toMatch(new RegExp(`store's ${thread.split(' ')[0]} thread (failed|ended)`))
      expect(code).toBe(thread.startsWith('writer') ? 70 : 0)
      expect(outcomes).not.toContain(undefined)
      if (thread.startsWith('reader'))
        expect(new Set(outcomes.map((outcome) => outcome?.status))).toEqual(new Set([200]))

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
