import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { blockRows, DecisionBlock } from '#store/columns/decision-block.ts'
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

/** A count right after a start has all records read; a page and token searches do not wait for it. */
async function load(opened: Store): Promise<void> {
  const opening = performance.now()
  await opened.findNewestDecision({})
  const opens = performance.now() - opening
  const before = memory()
  const start = performance.now()
  const since = async (answer: Promise<unknown>): Promise<number> => {
    await answer
    return performance.now() - start
  }
  const progress = { isCounted: false }
  const counting = since(opened.countDecisions({ filter: { outcomes: ['failed'] } })).finally(
    () => (progress.isCounted = true),
  )
  const page = { filter: {}, before: undefined, after: undefined, limit: 100 }
  const first = await since(opened.listDecisions(page))
  const sort = { by: 'issued', direction: 'descending' } as const
  const tokens = { filter: {}, sort, cursor: undefined, limit: 100, now }
  const searches: number[] = []
  while (!progress.isCounted)
    searches.push(...(await timesOf(() => opened.searchRefreshTokens(tokens), 1)))
  const counted = await counting
  const after = memory()
  console.log(
    `${whole(count)} records: the thread starts in ${whole(opens)} ms; then the first page ` +
      `takes ${whole(first)} ms, and a count, which has them read, ${whole(counted)} ms; ` +
      `meanwhile token searches of an empty store took ${medianOf(searches).toFixed(1)} ms, ${Math.max(...searches).toFixed(1)} at worst\n` +
      `memory: columns of ${whole(columnBytes() / 1e6)} MB; the process grew by ` +
      `${whole((after.anonymous - before.anonymous) / 1e6)} MB of its own and ` +
      `${whole((after.file - before.file) / 1e6)} MB of mapped files, ` +
      `to ${whole(after.anonymous / 1e6)} and ${whole(after.file / 1e6)} MB`,
  )
}

/** What the columns take without their texts. */
function columnBytes(): number {
  const columns: readonly unknown[] = Object.values(new DecisionBlock(0))
  const bytes = columns.reduce<number>(
    (sum, column) => sum + (ArrayBuffer.isView(column) ? column.byteLength : 0),
    0,
  )
  return bytes * Math.ceil((count + 1) / blockRows)
}

/** Resident bytes of the process. */
function memory(): { readonly anonymous: number; readonly file: number } {
  const status = readFileSync('/proc/self/status', 'utf8')
  const bytes = (name: string): number =>
    1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1])
  return { anonymous: bytes('RssAnon'), file: bytes('RssFile') }
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

async function timesOf(work: () => Promise<unknown>, repeats = runs): Promise<number[]> {
  const times: number[] = []
  for (let run = 0; run < repeats; run += 1) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return times
}

function fail(error: Error): never {
  throw error
}
