import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

import type { RefreshTokenFilter } from '#contract/refresh-tokens.ts'
import { openIssuer, type Issuer } from '#issuer'
import { obtainTokens } from '#test/support/relying-party.ts'
import { web, workspace } from '#test/support/workspace.ts'

import { benchNow, seedBusyIssuer } from './grid-data.ts'

// How long a refresh takes while the console searches: `/token` over HTTP from a thread of its own,
// in rounds that alternate between an idle issuer and one whose grid is searched without a pause.
// `node test/bench/token-during-search.ts [grants] [rounds] [requests a round]`.
const count = Number(process.argv[2] ?? 100_000)
const rounds = Number(process.argv[3] ?? 7)
const requests = Number(process.argv[4] ?? 400)
/** Clients that refresh at the same time. */
const parallel = 4
const target = 2

const day = 86_400
const filters: readonly RefreshTokenFilter[] = [
  {},
  { subject: { operator: 'contains', value: 'ali' } },
  { subject: { operator: 'contains', value: 'nobody' } },
  { clients: ['client-3', 'client-40'] },
  { scope: { match: 'all', values: ['offline_access', 'read'] } },
  { status: ['expired', 'orphaned'] },
  { issued: { from: benchNow - 60 * day }, device: 'firefox' },
  { ip: '10.3.', status: ['active'] },
]
const sorts = ['issued', 'lastUsed', 'expires', 'subject', 'client', 'uses'] as const

interface Round {
  readonly idle: readonly number[]
  readonly busy: readonly number[]
  readonly searches: number
}

const folder = mkdtempSync(join(tmpdir(), 'latchkey-token-'))
try {
  await (await open()).close()
  seedBusyIssuer(folder, count)
  const issuer = await open()
  try {
    report(await measure(issuer))
  } finally {
    await issuer.close()
  }
} finally {
  rmSync(folder, { recursive: true })
}

function open(): Promise<Issuer> {
  return openIssuer({
    data: folder,
    port: 0,
    sample: false,
    configuration: workspace(),
    clock: { now: () => benchNow },
    passwordCost: 16,
    onBug: fail,
  })
}

async function measure(issuer: Issuer): Promise<readonly Round[]> {
  const tokens = await Promise.all(
    Array.from({ length: parallel }, async () => (await obtainTokens(issuer)).refresh_token),
  )
  const client = openClient({ url: issuer.url, tokens, requests, credentials: web })
  const found: Round[] = []
  try {
    await client.round()
    for (let index = 0; index < rounds; index += 1) {
      const idle = await client.round()
      const search = startSearching(issuer)
      const busy = await client.round()
      found.push({ idle, busy, searches: await search.stop() })
    }
  } finally {
    await client.close()
  }
  return found
}

/** Searches and counts back to back until it is stopped; says how many it made. */
function startSearching(issuer: Issuer): { stop(): Promise<number> } {
  const caller = { actor: 'bench', role: 'administrator' } as const
  const state = { isStopped: false }
  const run = async (): Promise<number> => {
    let made = 0
    while (!state.isStopped) {
      const filter = filters[made % filters.length] ?? {}
      const by = sorts[made % sorts.length] ?? 'issued'
      const sort = { by, direction: made % 2 === 0 ? 'descending' : 'ascending' }
      const search = { filter, sort, limit: 100 }
      for (const [operation, input] of [
        ['refreshTokens.search', search],
        ['refreshTokens.count', { filter }],
      ] as const) {
        const reply = await issuer.dispatch(operation, input, caller)
        if (!reply.ok) throw new Error(`${operation}: ${reply.error.message}`)
        made += 1
      }
    }
    return made
  }
  const running = run()
  return {
    stop() {
      state.isStopped = true
      return running
    },
  }
}

interface Client {
  /** One round of refreshes; the time of each, in ms. */
  round(): Promise<readonly number[]>
  close(): Promise<unknown>
}

/** Refreshes on a thread of its own: what the issuer's thread does, it does not wait for. */
function openClient(task: object): Client {
  const worker = new Worker(new URL('./token-client.ts', import.meta.url), { workerData: task })
  worker.once('error', fail)
  return {
    round: () =>
      new Promise((resolve) => {
        worker.once('message', resolve)
        worker.postMessage('go')
      }),
    close: () => worker.terminate(),
  }
}

function report(found: readonly Round[]): void {
  console.log(`${count} grants, ${rounds} rounds of ${requests} refreshes, ${parallel} at a time`)
  console.log('round   idle p50   p99   busy p50   p99   searches   ratio of p99')
  for (const [index, { idle, busy, searches }] of found.entries()) {
    const cells = [
      quantile(idle, 0.5),
      quantile(idle, 0.99),
      quantile(busy, 0.5),
      quantile(busy, 0.99),
    ]
    const ratio = quantile(busy, 0.99) / quantile(idle, 0.99)
    console.log([index + 1, ...cells.map(milliseconds), searches, ratio.toFixed(2)].join('  '))
  }
  const idle = median(found.map((round) => quantile(round.idle, 0.99)))
  const busy = median(found.map((round) => quantile(round.busy, 0.99)))
  // Each round is compared with its own idle half: what else the machine does drifts.
  const ratio = median(
    found.map((round) => quantile(round.busy, 0.99) / quantile(round.idle, 0.99)),
  )
  console.log(
    `medians: p99 idle ${milliseconds(idle)}, p99 during searches ${milliseconds(busy)}, ` +
      `ratio ${ratio.toFixed(2)} (target: below ${target})`,
  )
}

function milliseconds(value: number): string {
  return `${value.toFixed(1)} ms`
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? Number.NaN
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

function fail(error: unknown): never {
  throw error
}
