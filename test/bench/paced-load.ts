import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Worker } from 'node:worker_threads'

import { openIssuer, type Issuer } from '#issuer'
import { obtainTokens } from '#test/support/relying-party.ts'
import { web, workspace } from '#test/support/workspace.ts'

import type { PacedTask, PacedTimes } from './paced-client.ts'

// The issuer of this process under a steady load: refreshes come at a rate, whether it keeps up or
// not, from a thread of their own.

/** Families that refresh: enough that one is free whenever a refresh is due. */
const families = 32

/** Opens the issuer on a folder, at the time that was seeded. */
export function openBenchIssuer(data: string, now: () => number): Promise<Issuer> {
  collectGarbage()
  return openIssuer({
    data,
    port: 0,
    sample: false,
    configuration: workspace(),
    clock: { now },
    passwordCost: 16,
    onBug: fail,
    onFatal: fail,
  })
}

/** What seeding has left lying in this process is taken away now, and not while somebody waits. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  // What the flag above has put there.
  const collect = runInNewContext('gc') as () => void
  collect()
}

export interface PacedLoad {
  start(): void
  /** Waits until every refresh that is due is answered. */
  stop(): Promise<PacedTimes>
  close(): Promise<unknown>
}

export async function openPacedLoad(issuer: Issuer, rate: number): Promise<PacedLoad> {
  const tokens: string[] = []
  for (let made = 0; made < families; made += 1)
    tokens.push((await obtainTokens(issuer)).refresh_token ?? '')
  const workerData: PacedTask = { url: issuer.url, tokens, rate, credentials: web }
  const worker = new Worker(new URL('./paced-client.ts', import.meta.url), { workerData })
  worker.once('error', fail)
  return {
    start: () => worker.postMessage('go'),
    stop: () =>
      new Promise((resolve) => {
        worker.once('message', resolve)
        worker.postMessage('stop')
      }),
    close: () => worker.terminate(),
  }
}

/** As many refreshes as fall into a stretch of time without anything beside them. */
export async function measureIdle(load: PacedLoad, milliseconds: number): Promise<PacedTimes> {
  load.start()
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
  return load.stop()
}

export function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? Number.NaN
}

function fail(error: unknown): never {
  throw error
}
