import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

import { openConnections, postWhole, successorIn } from '#test/fault/support/whole-answers.ts'
import { machine, web } from '#test/support/workspace.ts'

export interface SoakOptions {
  readonly url: string
  readonly pid: number
  /** Refresh tokens of the families that take turns. */
  readonly tokens: readonly string[]
  readonly seconds: number
  /** Requests a second. */
  readonly rate: number
  /** Samples of the first seconds do not count. */
  readonly warmUpSeconds: number
}

export interface Soaked {
  readonly answered: number
  /** Answers that were not 200. */
  readonly failed: number
  readonly samples: number
  /** MiB a minute, of the resident memory. */
  readonly slope: number
  /** MiB at the end. */
  readonly memory: number
}

const step = 50

/** Asks at a steady rate, and fits a line through the memory of the process. */
export async function soak(options: SoakOptions): Promise<Soaked> {
  const state = { answered: 0, failed: 0 }
  const ask = openMix(options, (isGood) => {
    state.answered += Number(isGood)
    state.failed += Number(!isGood)
  })
  const samples: (readonly [minutes: number, mebibytes: number])[] = []
  const every = Math.max(0.2, options.seconds / 200)
  const start = performance.now()
  const underWay: Promise<void>[] = []
  for (let asked = 0, seconds = 0; seconds < options.seconds; await setTimeout(step)) {
    seconds = (performance.now() - start) / 1000
    for (; asked < seconds * options.rate; asked += 1) underWay.push(ask(asked))
    if (seconds > options.warmUpSeconds + samples.length * every)
      samples.push([seconds / 60, residentMemory(options.pid)])
    if (underWay.length > 5000) await Promise.all(underWay.splice(0, 4000))
  }
  await Promise.all(underWay)
  return {
    ...state,
    samples: samples.length,
    slope: slopeOf(samples),
    memory: residentMemory(options.pid),
  }
}

/** Of ten requests: six refreshes, two client credentials, two introspections. */
function openMix(
  { url, tokens }: SoakOptions,
  told: (isGood: boolean) => void,
): (index: number) => Promise<void> {
  const agent = openConnections()
  const held: (string | undefined)[] = [...tokens]
  let accessToken = 'none yet'
  const token = new URL('/oauth2/token', url)
  const introspection = new URL('/oauth2/introspect', url)

  const refreshNext = async (index: number): Promise<void> => {
    const turn = index % held.length
    const refreshToken = held[turn]
    // Its last refresh is still on its way.
    if (refreshToken === undefined) return
    held[turn] = undefined
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken, ...web }
    const outcome = await postWhole(agent, token, form)
    told(outcome.status === 200)
    held[turn] = successorIn(outcome) ?? refreshToken
  }
  const clientCredentials = async (): Promise<void> => {
    const form = { grant_type: 'client_credentials', scope: 'read', ...machine }
    const { status, body } = await postWhole(agent, token, form)
    told(status === 200)
    // RFC 6749 §5.1.
    if (status === 200) accessToken = (JSON.parse(body) as { access_token: string }).access_token
  }
  return async (index) => {
    if (index % 10 < 6) return refreshNext(index)
    if (index % 10 < 8) return clientCredentials()
    told((await postWhole(agent, introspection, { token: accessToken, ...web })).status === 200)
  }
}

/** MiB. */
function residentMemory(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024
}

/** Least squares. */
function slopeOf(samples: readonly (readonly [number, number])[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(samples.map(([at]) => at)), mean(samples.map(([, value]) => value))]
  const sum = (of: (at: number, value: number) => number): number =>
    samples.reduce((total, [at, value]) => total + of(at - x, value - y), 0)
  return sum((at, value) => at * value) / sum((at) => at * at)
}
