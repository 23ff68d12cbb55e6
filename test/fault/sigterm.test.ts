import { connect, type Socket } from 'node:net'

import { describe, expect, test } from 'vitest'

import { seedFamilies, type SeededFolder } from '#test/fault/support/families.ts'
import { perForm, printFigures, rigTimeout } from '#test/fault/support/form.ts'
import type { Mutation } from '#test/fault/support/mutation.ts'
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
import { seededRandom } from '#test/support/seed-grants.ts'

const stops = perForm(2, 60)
const families = 16
/** Milliseconds that a service manager waits before it kills. */
const patience = 5000

interface Stopped {
  readonly outcomes: readonly Outcome[]
  readonly code: number | string
  readonly milliseconds: number
}

/** Stops it while the refreshes that it has read wait for their commit. */
async function stopInFlight(seeded: SeededFolder, mutation?: Mutation): Promise<Stopped> {
  const disk = stalledDisk(seeded.data)
  await using served = await serveOn(seeded.data, { ...disk.fault, mutation })
  const agent = openConnections()
  disk.stall()
  const asked = seeded.tokens.map((token) => refreshWhole(agent, served.url, token))
  await untilRead(served)
  const start = performance.now()
  served.kill('SIGTERM')
  await untilNobodyListens(served.url)
  disk.release()
  const [code, outcomes] = await Promise.all([served.ended, Promise.all(asked)])
  agent.destroy()
  return { code, outcomes, milliseconds: performance.now() - start }
}

/** Half a request: its connection is not idle. */
async function sendHalf(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined)
  socket.write('GET / HTTP/1.1\r\nHost: local')
  await fetch(new URL('/', url))
  return socket
}

async function untilNobodyListens(url: string): Promise<void> {
  const isOpen = (): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1')
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
  while (await isOpen());
}

/** Stops it at a random moment while each family refreshes as fast as it is answered. */
async function stopUnderLoad(
  seeded: SeededFolder,
  held: string[],
  after: number,
): Promise<Stopped> {
  await using served = await serveOn(seeded.data)
  const agent = openConnections()
  const outcomes: Outcome[] = []
  const loop = async (index: number): Promise<void> => {
    for (let token: string | undefined = held[index]; token !== undefined;) {
      held[index] = token
      const outcome = await refreshWhole(agent, served.url, token)
      outcomes.push(outcome)
      token = successorIn(outcome)
    }
  }
  const loops = Promise.all(held.map((_, index) => loop(index)))
  let signaled = 0
  setTimeout(() => {
    signaled = performance.now()
    served.kill('SIGTERM')
  }, after)
  const code = await served.ended
  const milliseconds = performance.now() - signaled
  await loops
  agent.destroy()
  return { outcomes, code, milliseconds }
}

/** How many of these tokens the next start does not take. */
async function lostOf(data: string, tokens: readonly (string | undefined)[]): Promise<number> {
  await using served = await serveOn(data)
  const answers = await Promise.all(tokens.map((token) => refresh(served, token)))
  return answers.filter(({ status }) => status !== 200).length
}

describe('SIGTERM', { timeout: rigTimeout }, () => {
  test('lets requests in flight finish, and ends with 0', async () => {
    using seeded = await seedFamilies(families)
    const { outcomes, code, milliseconds } = await stopInFlight(seeded)
    const answers = outcomes.map(({ came, status }) => `${came} ${status}`)
    expect(answers).toEqual(answers.map(() => 'whole 200'))
    expect(code).toBe(0)
    expect(milliseconds).toBeLessThan(patience)
    const lost = await lostOf(seeded.data, outcomes.map(successorIn))
    printFigures('SIGTERM, in flight', { answered: answers.length, lost })
    expect(lost).toBe(0)
  })

  test('under load: no half answer, nothing acknowledged lost', async () => {
    using seeded = await seedFamilies(families)
    const random = seededRandom(stops)
    const held = [...seeded.tokens]
    const found = { acknowledged: 0, refused: 0, none: 0, half: 0, lost: 0, slowest: 0 }
    for (let stop = 0; stop < stops; stop += 1) {
      const stopped = await stopUnderLoad(seeded, held, 200 + random() * 400)
      expect(stopped.code).toBe(0)
      found.slowest = Math.max(found.slowest, Math.round(stopped.milliseconds))
      for (const { came, status } of stopped.outcomes) {
        if (came === 'whole' && status === 200) found.acknowledged += 1
        else if (came === 'whole') found.refused += 1
        else found[came] += 1
      }
      found.lost += await lostOf(seeded.data, held)
    }
    printFigures('SIGTERM, under load', { stops, ...found })
    expect(found).toMatchObject({ half: 0, lost: 0 })
    expect(found.slowest).toBeLessThan(patience)
    expect(found.acknowledged).toBeGreaterThan(stops * families)
    expect(readStoreAfter(seeded.data)).toMatchObject({ integrity: 'ok', forked: [] })
  })

  test('does not wait for a request that never comes whole, at either door', async () => {
    using seeded = await seedFamilies(1)
    await using served = await serveOn(seeded.data, { withConsole: true })
    const sockets = await Promise.all([served.url, served.admin ?? ''].map(sendHalf))
    const start = performance.now()
    served.kill('SIGTERM')
    expect(await served.ended, served.output()).toBe(0)
    expect(performance.now() - start).toBeLessThan(patience)
    for (const socket of sockets) socket.destroy()
  })

  test('mutation: a process that just ends is caught', async () => {
    using seeded = await seedFamilies(families)
    const mutation = {
      file: 'server/serve.ts',
      from: 'await issuer.close()\n  }\n  const onSignal',
      to: 'process.exit(0)\n  }\n  const onSignal',
    }
    const { outcomes } = await stopInFlight(seeded, mutation)
    expect(outcomes.map(({ came }) => came)).toContain('none')
  })
})
