import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { refreshTokens } from '#domain/refresh-token.ts'

import { makeBenchFolder } from './bench-folder.ts'
import { ratioOf, summaryOf } from './figures.ts'
import { postRequests } from './load/connection.ts'
import { timedLoad, type Stretch } from './load/contender.ts'
import { valueOf } from './load/flows.ts'
import { parallel } from './load/run-load.ts'
import { circumstances, describeMachine, saveResult } from './machine.ts'
import { figure, table, times, whole } from './table.ts'
import { openBusyStore, type BusyStore } from './targets/busy-store.ts'

// What stored tokens cost a refresh: random refreshes all over the store, beside the same on an
// all but empty one. `node test/bench/growth.ts [--sizes 1000000,5000000] [--rounds 7]
// [--seconds 3] [--json FILE]`.
const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000000,5000000' },
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '3' },
    json: { type: 'string', default: 'test/results/growth.json' },
  },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
/** What counts as empty: enough tokens that two connections never want the same one. */
const fewTokens = 1000
const sample = 200_000
const sizes = [fewTokens, ...values.sizes.split(',').map(Number)]

interface Measured {
  readonly size: number
  /** One stretch of refreshes all over the store. */
  readonly refresh: () => Promise<Stretch>
  readonly stretches: Stretch[]
}

const folder = makeBenchFolder()
const stores: Measured[] = []
for (const size of sizes) {
  const before = performance.now()
  const store = await openBusyStore(join(folder, String(size)), size, sample)
  process.stderr.write(`${whole(size)} tokens in ${whole(performance.now() - before)} ms\n`)
  stores.push({ size, refresh: refreshesOf(store), stretches: [] })
}
// Warm first: what they run is compiled, and what they read is in the system's cache.
for (const { refresh } of stores) await refresh()
for (let round = 0; round < rounds; round += 1)
  for (const { refresh, stretches } of round % 2 === 0 ? stores : stores.toReversed())
    stretches.push(await refresh())
report()
process.exit()

function refreshesOf({ target, rotationKey, tokens }: BusyStore): () => Promise<Stretch> {
  const post = postRequests(target.issuer, '/oauth2/token')
  // Each connection has tokens of its own: two that shared one would replay it.
  const shares = Array.from({ length: parallel }, (_, index) =>
    tokens.filter((_, at) => at % parallel === index),
  )
  return () =>
    timedLoad(target, seconds, (connection, index) => {
      const share = shares[index] ?? []
      return async () => {
        const token = share[Math.floor(Math.random() * share.length)]
        if (!token) throw new Error('There is no token to refresh.')
        const value = refreshTokens.mint(rotationKey, token.salt, token)
        const form = `grant_type=refresh_token&client_id=${token.clientId}&refresh_token=${value}`
        const answer = await connection.send(post(form))
        valueOf(answer, 'access_token')
        token.generation += 1
      }
    })
}

function report(): void {
  const where = circumstances()
  const empty = stores[0]?.stretches ?? []
  const rows = stores.map(({ size, stretches }) => {
    const { rate, p99, processorTime } = summaryOf(stretches)
    const ratio = ratioOf(stretches, empty)
    return [
      whole(size),
      whole(rate.median),
      `${whole(rate.least)} – ${whole(rate.most)}`,
      figure(p99),
      figure(processorTime),
      times(ratio.rate),
      times(ratio.processorTime),
    ]
  })
  console.log(`${describeMachine(where)}, ${rounds} rounds of ${seconds} s\n`)
  const head = [
    'stored tokens',
    'refreshes a second',
    'least – most',
    'p99 ms',
    'CPU µs',
    'of the empty store',
    'by CPU',
  ]
  console.log(`${table(head, rows)}\n`)
  console.log('goals: ≥ 0.8 × at 1,000,000, ≥ 0.5 × at 5,000,000')
  const sizes = stores.map(({ size, stretches }) => ({ size, stretches }))
  saveResult(values.json, { where, rounds, seconds, sizes })
}
