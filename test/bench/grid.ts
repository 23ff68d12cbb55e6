import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { openStore, type Store } from '#store/open-store.ts'
import type { RefreshTokenFilter } from '#store/refresh-token-filter.ts'
import type { RefreshTokenSort } from '#store/refresh-token-sort.ts'

import { benchNow, seedBusyIssuer } from './grid-data.ts'

// The grid's first page for every criterion and every sort, through the store as the console has
// it: on disk, on its reader thread. `node test/bench/grid.ts [grants] [runs] [cpu]`.
const count = Number(process.argv[2] ?? 100_000)
const runs = Number(process.argv[3] ?? 7)
const unit = process.argv[4] ?? 'wall'
const day = 86_400

const filters: readonly (readonly [string, RefreshTokenFilter])[] = [
  ['no filter', {}],
  ['subject is', { subject: { operator: 'is', value: 'user-0000zz' } }],
  ['subject starts', { subject: { operator: 'starts', value: 'ali' } }],
  ['subject contains, many', { subject: { operator: 'contains', value: 'ali' } }],
  ['subject contains, none', { subject: { operator: 'contains', value: 'nobody' } }],
  ['one client', { clients: ['client-3'] }],
  ['five clients', { clients: [1, 2, 3, 40, 50].map((index) => `client-${index}`) }],
  ['scope any', { scope: { match: 'any', values: ['write', 'email'] } }],
  ['scope all', { scope: { match: 'all', values: ['offline_access', 'read'] } }],
  ['scope, none', { scope: { match: 'any', values: ['nothing'] } }],
  ['active', { status: ['active'] }],
  ['replayed', { status: ['replayed'] }],
  ['expired, orphaned', { status: ['expired', 'orphaned'] }],
  ['issued in a day', { issued: { from: benchNow - 30 * day, to: benchNow - 29 * day } }],
  ['used in a day', { lastUsed: { from: benchNow - day } }],
  ['expires in a week', { expires: { from: benchNow, to: benchNow + 7 * day } }],
  ['family', { grantId: 77_777 }],
  ['ip', { ip: '10.3.' }],
  ['device', { device: 'firefox' }],
  ['session', { session: 'session-4242' }],
  [
    'everything',
    {
      subject: { operator: 'contains', value: 'ali' },
      clients: ['client-1', 'client-2', 'client-3'],
      scope: { match: 'any', values: ['offline_access'] },
      status: ['active'],
      issued: { from: benchNow - 60 * day },
      lastUsed: { from: benchNow - 30 * day },
      expires: { to: benchNow + 60 * day },
      ip: '10.',
      device: 'linux',
    },
  ],
]
const sorts: readonly RefreshTokenSort[] = (
  ['issued', 'lastUsed', 'expires', 'subject', 'client', 'uses'] as const
).flatMap((by) => [
  { by, direction: 'ascending' } as const,
  { by, direction: 'descending' } as const,
])

const folder = mkdtempSync(join(tmpdir(), 'latchkey-grid-'))
try {
  await openStore(folder, fail).close()
  const seeding = performance.now()
  seedBusyIssuer(folder, count)
  console.log(`${count} grants seeded in ${Math.round(performance.now() - seeding)} ms`)
  const store = openStore(folder, fail)
  // As in the console, which counts before anybody searches: the pages are read once.
  await store.countRefreshTokens({ filter: {}, now: benchNow })
  await measureAll(store)
  await store.close()
} finally {
  rmSync(folder, { recursive: true })
}

async function measureAll(store: Store): Promise<void> {
  const medians: number[] = []
  const worst: number[] = []
  console.log(['filter'.padEnd(24), ...sorts.map(short), 'count'].join(' '))
  for (const [name, filter] of filters) {
    const cells: string[] = []
    for (const sort of sorts) {
      const times = await timesOf(() => store.searchRefreshTokens(search(filter, sort)))
      medians.push(middle(times))
      worst.push(Math.max(...times))
      cells.push(cell(middle(times)))
    }
    const counting = await timesOf(() => store.countRefreshTokens({ filter, now: benchNow }))
    console.log([name.padEnd(24), ...cells, cell(middle(counting))].join(' '))
  }
  console.log(
    `first page, ${medians.length} combinations, ${unit} time: median of medians ${middle(medians).toFixed(1)} ms, ` +
      `worst median ${Math.max(...medians).toFixed(1)} ms, worst single ${Math.max(...worst).toFixed(1)} ms; ` +
      `${medians.filter((median) => median > 50).length} over 50 ms`,
  )
}

function search(filter: RefreshTokenFilter, sort: RefreshTokenSort) {
  return { filter, sort, cursor: undefined, limit: 100, now: benchNow }
}

/** Milliseconds by the clock on the wall, or with `cpu` those of processor time: on a busy machine. */
async function timesOf(work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const start = reading()
    await work()
    times.push(reading() - start)
  }
  return times
}

function reading(): number {
  if (unit !== 'cpu') return performance.now()
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function cell(milliseconds: number): string {
  return milliseconds.toFixed(1).padStart(6)
}

function short({ by, direction }: RefreshTokenSort): string {
  return `${direction === 'ascending' ? '+' : '-'}${by.slice(0, 5)}`.padStart(6)
}

function fail(error: Error): never {
  throw error
}
