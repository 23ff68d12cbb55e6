import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

import { openBeside, seedGrants, seedUsers } from '#test/support/seed-grants.ts'

import { makeBenchFolder } from './bench-folder.ts'
import { medianOf } from './figures.ts'
import { benchNow } from './grid-data.ts'
import { measureIdle, openBenchIssuer, openPacedLoad, quantile } from './paced-load.ts'
import { figure, table, times, whole } from './table.ts'

// What it costs a refresh that a million expired rows are swept away: rounds of idle and of one
// portion that expires, under a steady 300 refreshes a second.
// `node test/bench/sweep.ts [rows] [rounds]`.
const count = Number(process.argv[2] ?? 1_000_000)
const rounds = Number(process.argv[3] ?? 4)
const rate = 300
const idleFor = 3000
/** Milliseconds that a refresh may take while the sweep runs. */
const longestPause = 50

const day = 86_400
const minute = 60

interface Round {
  readonly rows: number
  readonly milliseconds: number
  readonly idle: readonly number[]
  readonly busy: readonly number[]
  readonly serverErrors: number
}

const folder = makeBenchFolder()
let now = benchNow
await (await openBenchIssuer(folder, () => now)).close()
const db = openBeside(join(folder, 'latchkey.sqlite'))
seed()
const issuer = await openBenchIssuer(folder, () => now)
const load = await openPacedLoad(issuer, rate)
await measureIdle(load, 1000)
const found: Round[] = []
for (let portion = 1; portion <= rounds; portion += 1) found.push(await measure(portion))
report()
await load.close()
await issuer.close()
db.close()

/** When a portion's rows end: a minute after the one before. */
function endOf(portion: number): number {
  return benchNow + portion * minute
}

function seed(): void {
  db.pragma('synchronous = OFF')
  seedUsers(db, [{ subject: 'eve', username: 'eve', name: '' }])
  const tenth = Math.floor(count / rounds / 10)
  for (let portion = 1; portion <= rounds; portion += 1) {
    // Two with two lines of history each, and a code for one of them, are seven rows of ten.
    seedFamilies(portion, 2 * tenth)
    seedRest(portion, tenth)
  }
}

function seedFamilies(portion: number, families: number): void {
  const end = endOf(portion) - 30 * day
  const family = { subject: 'eve', clientId: 'web', scope: 'openid offline_access read' }
  const life = { issuedAt: end - 30 * day, idleExpiresAt: end, absoluteExpiresAt: end }
  const ids = seedGrants(
    db,
    Array.from({ length: families }, () => ({ ...family, ...life, history: true })),
  )
  const history = db.prepare(
    `INSERT INTO grant_history (grant_id, generation, kind, at) VALUES (?, 2, 'rotated', ?)`,
  )
  const code = db.prepare(
    `INSERT INTO authorization_codes (grant_id, redirect_uri, redirect_uri_sent, refresh, expires_at)
     VALUES (?, 'http://127.0.0.1/', 1, 1, ?)`,
  )
  db.transaction(() => {
    for (const [index, id] of ids.entries()) {
      history.run(id, end)
      if (index % 2 === 0) code.run(id, endOf(portion) - 3600)
    }
  })()
}

function seedRest(portion: number, rows: number): void {
  const end = endOf(portion)
  const inserts = [
    `INSERT INTO opaque_access_tokens (digest, id, client_id, subject, scope, audience, issued_at,
       expires_at) VALUES (@digest, @id, 'web', 'eve', 'read', 'urn:api', 1, @end)`,
    `INSERT INTO sessions (id, digest, subject, authenticated_at, expires_at)
       VALUES (@id, @digest, 'eve', 1, @end)`,
    `INSERT INTO interactions (digest, parameters, sign_in_after, expires_at)
       VALUES (@digest, '{"scope":"openid offline_access read"}', 0, @end)`,
  ].map((sql) => db.prepare(sql))
  db.transaction(() => {
    for (let row = 0; row < rows; row += 1) {
      const digest = digestOf(portion, row)
      for (const insert of inserts) insert.run({ digest, id: digest.toString('hex'), end })
    }
  })()
}

/** Spread over the tables, as digests are; the first one of a portion is its least. */
function digestOf(portion: number, row: number): Buffer {
  const digest = Buffer.alloc(32)
  digest.writeUInt32BE(Math.imul(row, 2_654_435_761) >>> 0, 0)
  digest.writeUInt32BE(portion, 4)
  digest.writeUInt32BE(row, 8)
  return digest
}

async function measure(portion: number): Promise<Round> {
  const idle = await measureIdle(load, idleFor)
  const before = countRows()
  now = endOf(portion)
  await until(() => !exists('interactions WHERE digest = ?', digestOf(portion, 0)))
  load.start()
  const start = performance.now()
  await until(() => !exists('grants WHERE absolute_expires_at <= ?', now - 30 * day))
  const milliseconds = performance.now() - start
  const busy = await load.stop()
  const rows = before - countRows()
  const serverErrors = idle.serverErrors + busy.serverErrors
  return { rows, milliseconds, idle: idle.times, busy: busy.times, serverErrors }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setTimeout(20)
}

function exists(what: string, value: unknown): boolean {
  return db.prepare(`SELECT EXISTS (SELECT 1 FROM ${what})`).pluck().get(value) === 1
}

/** Rows of the tables that are swept and to which the load adds nothing, and history of `eve`. */
function countRows(): number {
  const counted = ['authorization_codes', 'opaque_access_tokens', 'sessions', 'interactions']
  const sum = counted.map((from) => `(SELECT count(*) FROM ${from})`).join(' + ')
  return Number(db.prepare(`SELECT ${sum} + 3 * (SELECT count(*) FROM grants)`).pluck().get())
}

function report(): void {
  const p99 = (values: readonly number[]): number => quantile(values, 0.99)
  const rows = found.map((round, index) => [
    String(index + 1),
    whole(round.rows),
    figure(round.milliseconds / 1000),
    whole((1000 * round.rows) / round.milliseconds),
    figure(p99(round.idle)),
    figure(Math.max(...round.idle)),
    figure(p99(round.busy)),
    figure(Math.max(...round.busy)),
    times(p99(round.busy) / p99(round.idle)),
    String(round.serverErrors),
  ])
  const head = ['round', 'rows', 's', 'rows a second', 'idle p99 ms', 'worst']
  console.log(`${whole(count)} rows in all, ${rate} refreshes a second`)
  console.log(table([...head, 'busy p99', 'worst', 'p99 ratio', '5xx'], rows))
  const ratio = medianOf(found.map(({ idle, busy }) => p99(busy) / p99(idle)))
  const worst = Math.max(...found.flatMap(({ busy }) => busy))
  console.log(`p99 ${times(ratio)} idle, worst ${figure(worst)} ms (target: ${longestPause} ms)`)
}
