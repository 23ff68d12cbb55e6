import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

import type { RefreshTokenFilter } from '#contract/refresh-tokens.ts'
import type { Issuer } from '#issuer'

import { makeBenchFolder } from './bench-folder.ts'
import { medianOf } from './figures.ts'
import { benchNow, seedBusyIssuer } from './grid-data.ts'
import { measureIdle, openBenchIssuer, openPacedLoad, quantile } from './paced-load.ts'
import { figure, table, times, whole } from './table.ts'

// How long a refresh takes while the console searches, and a search while tokens are refreshed: 300
// refreshes a second over HTTP from a thread of their own, in rounds that alternate between an idle
// console and one that searches and counts without a pause.
// `node test/bench/token-during-search.ts [grants] [rounds] [folder of a store that is seeded so]`.
const count = Number(process.argv[2] ?? 100_000)
const rounds = Number(process.argv[3] ?? 7)
const seeded = process.argv[4]
const rate = 300
const stretch = 2500
const target = 2
/** Milliseconds: so long takes a count by SQL over millions of rows. */
const slow = 200

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
  { subject: { operator: 'contains', value: 'mia' }, status: ['active'], clients: ['client-3'] },
]
const sorts = ['issued', 'lastUsed', 'expires', 'subject', 'client', 'uses'] as const

interface Round {
  readonly idle: readonly number[]
  readonly busy: readonly number[]
  readonly pages: readonly number[]
  readonly counts: readonly number[]
}

const folder = makeBenchFolder()
// A store that is seeded already is copied: the bench writes into it.
if (seeded !== undefined && existsSync(join(seeded, 'latchkey.sqlite')))
  cpSync(join(seeded, 'latchkey.sqlite'), join(folder, 'latchkey.sqlite'))
await (await openBenchIssuer(folder, () => benchNow)).close()
if (seeded === undefined) seedBusyIssuer(folder, count)
const issuer = await openBenchIssuer(folder, () => benchNow)
const load = await openPacedLoad(issuer, rate)
await untilFast(issuer)
await measureIdle(load, 1000)
const found: Round[] = []
for (let round = 0; round < rounds; round += 1) found.push(await measure())
report()
await load.close()
await issuer.close()

/** Large stores load what they search by when they are first asked; until then SQL answers. */
async function untilFast(opened: Issuer): Promise<void> {
  const start = performance.now()
  for (let fast = 0; fast < 3;) {
    const took = await ask(opened, 'refreshTokens.count', { filter: { device: 'firefox' } })
    if (took < slow) fast += 1
    await setTimeout(1000)
  }
  console.log(`searches are fast after ${whole(performance.now() - start)} ms`)
}

async function measure(): Promise<Round> {
  const idle = await measureIdle(load, stretch)
  load.start()
  const pages: number[] = []
  const counts: number[] = []
  const until = performance.now() + stretch
  for (let made = 0; performance.now() < until; made += 1) {
    const filter = filters[made % filters.length] ?? {}
    const by = sorts[made % sorts.length] ?? 'issued'
    const sort = { by, direction: made % 2 === 0 ? 'descending' : 'ascending' }
    pages.push(await ask(issuer, 'refreshTokens.search', { filter, sort, limit: 100 }))
    counts.push(await ask(issuer, 'refreshTokens.count', { filter }))
  }
  const busy = await load.stop()
  if (idle.serverErrors + busy.serverErrors > 0) throw new Error('The issuer answered 5xx.')
  return { idle: idle.times, busy: busy.times, pages, counts }
}

/** Milliseconds. */
async function ask(opened: Issuer, operation: string, input: unknown): Promise<number> {
  const start = performance.now()
  const reply = await opened.dispatch(operation, input, {
    actor: 'bench',
    role: 'administrator',
  })
  if (!reply.ok) throw new Error(`${operation}: ${reply.error.message}`)
  return performance.now() - start
}

function report(): void {
  const p99 = ({ idle, busy }: Round): readonly [number, number] => [
    quantile(idle, 0.99),
    quantile(busy, 0.99),
  ]
  const head = ['round', '/token p50', 'p99', 'searching p50', 'p99', 'ratio', 'pages', 'median']
  console.log(`${whole(count)} grants, ${rate} refreshes a second; milliseconds`)
  console.log(
    table(
      [...head, 'worst', 'count median', 'worst'],
      found.map((round, index) => {
        const [idle, busy] = p99(round)
        const { pages, counts } = round
        const cells = [quantile(round.idle, 0.5), idle, quantile(round.busy, 0.5), busy].map(figure)
        return [
          whole(index + 1),
          ...cells,
          times(busy / idle),
          whole(pages.length),
          ...[medianOf(pages), Math.max(...pages), medianOf(counts), Math.max(...counts)].map(
            figure,
          ),
        ]
      }),
    ),
  )
  // Each round is compared with its own idle half: what else the machine does drifts.
  const ratio = medianOf(found.map((round) => p99(round)[1] / p99(round)[0]))
  console.log(`/token p99 while searching: ${times(ratio)} idle (target: below ${target})`)
}
