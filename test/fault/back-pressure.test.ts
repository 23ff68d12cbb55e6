import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'

import { describe, expect, test } from 'vitest'

import { refreshTokenOf, seedFamilies, type SeededFolder } from '#test/fault/support/families.ts'
import { isLong, perForm, printFigures, rigTimeout } from '#test/fault/support/form.ts'
import type { Mutation } from '#test/fault/support/mutation.ts'
import { serveOn, type Served, type ServeFault } from '#test/fault/support/served.ts'
import { stalledDisk, untilRead } from '#test/fault/support/stalled-disk.ts'
import { readStoreAfter } from '#test/fault/support/store-after.ts'
import { openConnections, refreshWhole } from '#test/fault/support/whole-answers.ts'
import { refresh, tokensOf } from '#test/support/relying-party.ts'
import { web } from '#test/support/workspace.ts'

const families = perForm(10, 50)
/** Requests that each connection sends without waiting for an answer: more than the queue takes. */
const pipelined = perForm(60, 120)
const waves = perForm(4, 20)
/** Milliseconds in which an issuer that refuses does so. */
const patience = perForm(3000, 5000)
/** How many times the memory of the second wave the last may have. */
const growth = 1.5

interface Wave {
  readonly answered: number
  readonly refused: number
  /** What a refusal lacked. */
  readonly problems: readonly string[]
  /** Whether one more client was told to come back while the disk stood still. */
  readonly toldToComeBack: boolean
  /** Kibibytes of memory while everything waited. */
  readonly memory: number
}

/** Sends more refreshes than may wait while no commit ends, then lets them end. */
async function flood(
  disk: ReturnType<typeof stalledDisk>,
  served: Served,
  held: string[],
): Promise<Wave> {
  disk.stall()
  const connections = held.map((token) => pipeline(served.url, token))
  await untilRead(served)
  const toldToComeBack = await isRefused(served, held[0] ?? '')
  const memory = memoryOf(served.pid)
  disk.release()
  const answers = (await Promise.all(connections)).flat()
  // The predecessor brings the token that the flood has made, or makes one now.
  for (const [index, token] of held.entries())
    held[index] = refreshTokenOf(tokensOf(await refresh(served, token)))
  const refusals = answers.filter((answer) => !answer.startsWith('HTTP/1.1 200'))
  return {
    answered: answers.length - refusals.length,
    refused: refusals.length,
    problems: [...new Set(refusals.flatMap(problemsOf))],
    toldToComeBack,
    memory,
  }
}

/** All answers to the same refresh, sent many times over one connection. */
function pipeline(url: string, token: string): Promise<readonly string[]> {
  const { host, port } = new URL(url)
  const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token, ...web })
  const request = [
    'POST /oauth2/token HTTP/1.1',
    `Host: ${host}`,
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${form.toString().length}`,
    '',
    form.toString(),
  ].join('\r\n')
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(request.repeat(pipelined)))
    socket.on('error', reject)
    socket.on('close', () => reject(new Error(`Closed after ${answersIn(text).length} answers.`)))
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (answersIn(text).length < pipelined || !text.endsWith('}')) return
      socket.removeAllListeners('close').destroy()
      resolve(answersIn(text))
    })
  })
}

function answersIn(text: string): readonly string[] {
  return text.split(/(?=HTTP\/1\.1 )/).filter((answer) => answer.length > 0)
}

function problemsOf(answer: string): readonly string[] {
  const wanted = [/^HTTP\/1\.1 503 /, /\r\nretry-after: [1-9]/i, /"temporarily_unavailable"/]
  return wanted.filter((each) => !each.test(answer)).map((each) => `not ${each.source}`)
}

/** Whether a client of its own is told to come back; `false` where it has to wait. */
async function isRefused(served: Served, token: string): Promise<boolean> {
  const agent = openConnections()
  const waited = new AbortController()
  const outcome = await Promise.race([
    refreshWhole(agent, served.url, token),
    setTimeout(patience, undefined, { signal: waited.signal }),
  ])
  waited.abort()
  agent.destroy()
  return outcome?.status === 503 && Number(outcome.retryAfter) > 0
}

/** Resident memory in KiB. */
function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

/** The product with a queue of this many. */
function queueOf(limit: number): Mutation {
  return {
    file: 'server/store/thread-caller.ts',
    from: 'queueLimit = 4096',
    to: `queueLimit = ${limit}`,
  }
}

/** The product's own; in the short form one that few requests fill. */
const usualQueue = isLong ? undefined : queueOf(256)

async function floodAgain(
  seeded: SeededFolder,
  times: number,
  { preload = [], mutation, env }: ServeFault = {},
): Promise<readonly Wave[]> {
  const disk = stalledDisk(seeded.data)
  const held = [...seeded.tokens]
  const found: Wave[] = []
  await using served = await serveOn(seeded.data, {
    preload: ['stalled-disk', 'collect-garbage', ...preload],
    mutation,
    env: { ...disk.fault.env, ...env },
  })
  while (found.length < times) found.push(await flood(disk, served, held))
  return found
}

/** KiB in the second wave and in the last: what grows after the first would grow for ever. */
function memoryIn(found: readonly Wave[]): readonly [number, number] {
  return [found[1]?.memory ?? 0, found.at(-1)?.memory ?? 0]
}

describe.skipIf(process.platform !== 'linux')(
  'more refreshes than may wait (needs /proc)',
  { timeout: rigTimeout },
  () => {
    test('are told to come back, memory does not grow, and everything works again', async () => {
      using seeded = await seedFamilies(families)
      const found = await floodAgain(seeded, waves, { mutation: usualQueue })
      const [first, last] = memoryIn(found)
      printFigures('back-pressure', {
        waves,
        'requests a wave': families * pipelined,
        refused: found.reduce((sum, { refused }) => sum + refused, 0),
        'MiB in the second': Math.round(first / 1024),
        'and in the last': Math.round(last / 1024),
      })
      for (const wave of found) {
        expect(wave).toMatchObject({ problems: [], toldToComeBack: true })
        expect(wave.answered).toBeGreaterThan(0)
        expect(wave.refused).toBeGreaterThan(0)
      }
      expect(last).toBeLessThan(first * growth)
      expect(readStoreAfter(seeded.data)).toMatchObject({ integrity: 'ok', forked: [] })
    })

    test('mutation: what requests leave behind is caught', async () => {
      using seeded = await seedFamilies(families)
      const left = String(perForm(400_000, 40_000))
      const found = await floodAgain(seeded, 5, {
        preload: ['leak'],
        mutation: usualQueue,
        env: { LATCHKEY_FAULT_LEAK: left },
      })
      const [first, last] = memoryIn(found)
      expect(last).toBeGreaterThan(first * growth)
    })

    test('mutation: a queue without an end is caught', async () => {
      using seeded = await seedFamilies(families)
      const [wave] = await floodAgain(seeded, 1, { mutation: queueOf(1e9) })
      expect(wave).toMatchObject({ refused: 0, toldToComeBack: false })
    })
  },
)
