import { join } from 'node:path'

import { openWritable } from '#store/database.ts'
import type { DecisionFilter } from '#store/decision-filter.ts'
import { recordDecisions, rowText, sharedText, isShared, type Decision } from '#store/decisions.ts'
import { openStore, type Store } from '#store/open-store.ts'

import { makeBenchFolder } from './bench-folder.ts'
import { medianOf } from './figures.ts'
import { table, whole } from './table.ts'

// The activity's first page and count for every filter, through the store as the console has it.
// `node test/bench/activity.ts [records] [runs]`.
const count = Number(process.argv[2] ?? 1_000_000)
const runs = Number(process.argv[3] ?? 15)
/** Milliseconds that a first page may take. */
const target = 50

const now = 1_800_000_000
const hour = 3600
const filters: readonly (readonly [name: string, filter: DecisionFilter])[] = [
  ['none', {}],
  ['outcome', { outcomes: ['refused'] }],
  ['endpoint', { endpoints: ['revoke'] }],
  ['client', { clients: ['client-7', 'client-70'] }],
  ['error', { errors: ['invalid_grant'] }],
  ['check', { checks: ['redirect_uri'] }],
  ['user is', { user: { operator: 'is', value: 'sub-777' } }],
  ['user contains', { user: { operator: 'contains', value: '77' } }],
  ['nobody', { user: { operator: 'contains', value: 'nobody' } }],
  ['family', { grantId: 12_345 }],
  ['session', { session: 'session-9' }],
  ['flow', { flow: 'flow-99' }],
  ['trace', { trace: 'trace-3' }],
  ['address', { ip: '10.3.' }],
  ['device', { device: 'firefox/12' }],
  ['first hour', { at: { to: now - 13 * 24 * hour } }],
  ['slow', { slowerThan: 990_000 }],
  ['several', { outcomes: ['refused'], endpoints: ['token'], clients: ['client-7'], ip: '10.' }],
]

const asked = sharedText(
  '{"method":"POST","path":"/oauth2/token","authentication":"none","parameters":[]}',
)
const checked = sharedText('[{"check":"grant_type","outcome":"passed","clause":"RFC 6749 §5.2"}]')

const folder = makeBenchFolder()
await openStore(folder, fail).close()
seed()
const store = openStore(folder, fail)
await load(store)
await measureAll(store)
await store.close()

function seed(): void {
  const db = openWritable(join(folder, 'latchkey.sqlite'))
  const bounds = { limit: count, lifetime: 1e9, clients: [], secrets: [], now }
  for (let first = 0; first < count; first += 5000) {
    const decisions = Array.from({ length: Math.min(5000, count - first) }, (_, index) =>
      decision(first + index),
    )
    const checklists = decisions.map(({ checks }) => checks).filter(isShared)
    const requests = decisions.map(({ request }) => request).filter(isShared)
    const rows = `[${decisions.map((each) => rowText(each)).join(',')}]`
    db.exec('BEGIN')
    recordDecisions(db, { ...bounds, rows, checklists, requests })
    db.exec('COMMIT')
  }
  db.close()
}

/** Numbers that look random and are the same each time. */
function mixed(n: number, salt: number): number {
  return (Math.imul(n ^ salt, 2_654_435_761) >>> 0) / 4_294_967_296
}

function decision(n: number): Decision {
  const at = (salt: number, of: number): number => Math.floor(mixed(n, salt) * of)
  const isRefused = at(1, 20) === 0
  const endpoint = ['token', 'token', 'token', 'authorize', 'userinfo', 'revoke'][at(2, 6)]
  return {
    at: now - Math.floor(((count - n) / count) * 14 * 24 * hour),
    duration: at(3, 1_000_000),
    endpoint: endpoint ?? 'token',
    clientId: `client-${at(4, 200)}`,
    subject: `sub-${at(5, 20_000)}`,
    grantId: at(6, 100_000) + 1,
    session: `session-${at(7, 30_000)}`,
    flow: endpoint === 'authorize' ? `flow-${at(8, 50_000)}` : null,
    trace: isRefused ? `trace-${n}` : null,
    ip: `10.${at(9, 20)}.${at(10, 250)}.7`,
    userAgent: `Mozilla/5.0 Firefox/${at(11, 140)}.0`,
    outcome: isRefused ? 'refused' : 'passed',
    error: isRefused ? 'invalid_grant' : null,
    check: isRefused ? (['redirect_uri', 'client_id', 'scope'][at(12, 3)] ?? null) : null,
    reason: isRefused ? 'expected one, received another' : null,
    request: asked,
    checks: isRefused ? checked.text : checked,
  }
}

/** The first question reads what the reader keeps in memory. */
async function load(opened: Store): Promise<void> {
  const before = process.memoryUsage.rss()
  const start = performance.now()
  await opened.countDecisions({ filter: { outcomes: ['failed'] } })
  const grown = (process.memoryUsage.rss() - before) / 1e6
  console.log(
    `${whole(count)} records: read in ${whole(performance.now() - start)} ms by the first question; ` +
      `the process grew by ${whole(grown)} MB`,
  )
}

async function measureAll(opened: Store): Promise<void> {
  const lines: (readonly [string, number[], number[]])[] = []
  // Once for the compiler, as in a console that is used.
  for (const isWarmUp of [true, false])
    for (const [name, filter] of filters) {
      const search = { filter, before: undefined, after: undefined, limit: 100 }
      const pages = await timesOf(() => opened.listDecisions(search))
      const counts = await timesOf(() => opened.countDecisions({ filter }))
      if (!isWarmUp) lines.push([name, pages, counts])
    }
  console.log(
    table(
      ['filter', 'page, ms', 'worst', 'count, ms', 'worst'],
      lines.map(([name, pages, counts]) => [
        name,
        ...[medianOf(pages), Math.max(...pages), medianOf(counts), Math.max(...counts)].map(
          (each) => each.toFixed(1),
        ),
      ]),
    ),
  )
  const worst = Math.max(...lines.map(([, pages]) => medianOf(pages)))
  console.log(`worst median of a first page: ${worst.toFixed(1)} ms (target ${target})`)
}

async function timesOf(work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return times
}

function fail(error: Error): never {
  throw error
}
