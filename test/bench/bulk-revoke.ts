import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

import type { OperationName, Output } from '#contract/operations.ts'
import type { RevocationActView } from '#contract/refresh-tokens.ts'
import { openBeside, seedGrants, seedUsers } from '#test/support/seed-grants.ts'

import { makeBenchFolder } from './bench-folder.ts'
import { medianOf } from './figures.ts'
import { benchNow } from './grid-data.ts'
import { measureIdle, openBenchIssuer, openPacedLoad, quantile } from './paced-load.ts'
import { figure, table, times, whole } from './table.ts'

// What it costs a refresh that half of all tokens are revoked by filter, and given back: rounds of
// idle, revoke, idle, undo, under a steady 300 refreshes a second of other families.
// `node test/bench/bulk-revoke.ts [tokens] [rounds]`.
const count = Number(process.argv[2] ?? 200_000)
const rounds = Number(process.argv[3] ?? 5)
const rate = 300
const idleFor = 3000
const target = 3

/** One act under load, and the idle stretch before it. */
interface Measured {
  readonly act: 'revoke' | 'undo'
  readonly tokens: number
  readonly milliseconds: number
  readonly idle: readonly number[]
  readonly busy: readonly number[]
  readonly serverErrors: number
}

const folder = makeBenchFolder()
await (await openBenchIssuer(folder, () => benchNow)).close()
seed()
const issuer = await openBenchIssuer(folder, () => benchNow)
const load = await openPacedLoad(issuer, rate)
await measureIdle(load, 1000)
const found: Measured[] = []
for (let round = 0; round < rounds; round += 1) {
  const revoked = await measure('revoke', revokeLeaked)
  found.push(revoked.measured)
  const { id: revocationId } = revoked.act.revocation
  found.push((await measure('undo', () => call('refreshTokens.undo', { revocationId }))).measured)
}
report()
await load.close()
await issuer.close()

/** Every second grant belongs to the client whose key has leaked. */
function seed(): void {
  const db = openBeside(join(folder, 'latchkey.sqlite'))
  db.pragma('synchronous = OFF')
  const users = Math.ceil(count / 5)
  const subjects = Array.from({ length: users }, (_, index) => `user-${index}`)
  seedUsers(
    db,
    subjects.map((subject) => ({ subject, username: subject, name: '' })),
  )
  const [issuedAt, day] = [benchNow - 86_400, 86_400]
  const life = { idleExpiresAt: benchNow + 15 * day, absoluteExpiresAt: benchNow + 30 * day }
  seedGrants(
    db,
    Array.from({ length: count }, (_, index) => ({
      subject: subjects[(index * 7919) % users] ?? '',
      clientId: index % 2 === 0 ? 'leaked' : 'sound',
      scope: 'openid offline_access read',
      issuedAt,
      ...life,
      session: `session-${index}`,
      history: true,
    })),
  )
  db.close()
}

function revokeLeaked(): Promise<RevocationActView> {
  const leaked = { kind: 'filter', filter: { clients: ['leaked'] } } as const
  return call('refreshTokens.revoke', { target: leaked, mode: 'revoke', reason: 'bench' })
}

async function measure(
  act: 'revoke' | 'undo',
  begin: () => Promise<RevocationActView>,
): Promise<{ readonly act: RevocationActView; readonly measured: Measured }> {
  const idle = await measureIdle(load, idleFor)
  load.start()
  const start = performance.now()
  const ended = await end(await begin())
  const milliseconds = performance.now() - start
  const busy = await load.stop()
  const serverErrors = idle.serverErrors + busy.serverErrors
  const { tokens } = ended
  const rest = { tokens, milliseconds, idle: idle.times, busy: busy.times, serverErrors }
  return { act: ended, measured: { act, ...rest } }
}

/** Asks as often as a console that follows it. */
async function end(begun: RevocationActView): Promise<RevocationActView> {
  let act = begun
  while (act.state === 'running') {
    await setTimeout(200)
    const { acts } = await call('refreshTokens.listActs', {})
    act = acts.find(({ revocation }) => revocation.id === begun.revocation.id) ?? act
  }
  if (act.state !== 'finished') throw new Error(`The act has ${act.state}.`)
  return act
}

async function call<Name extends OperationName>(
  operation: Name,
  input: unknown,
): Promise<Output<Name>> {
  const caller = { actor: 'bench', role: 'administrator' } as const
  const reply = await issuer.dispatch(operation, input, caller)
  if (!reply.ok) throw new Error(`${operation}: ${reply.error.message}`)
  // The dispatch answers each operation by its own schema.
  return reply.value as Output<Name>
}

function report(): void {
  const p99 = (values: readonly number[]): number => quantile(values, 0.99)
  const ratioOf = ({ idle, busy }: Measured): number => p99(busy) / p99(idle)
  const rows = found.map((each) => [
    each.act,
    whole(each.tokens),
    figure(each.milliseconds / 1000),
    figure(p99(each.idle)),
    figure(quantile(each.busy, 0.5)),
    figure(p99(each.busy)),
    figure(Math.max(...each.busy)),
    times(ratioOf(each)),
    String(each.serverErrors),
  ])
  const head = ['act', 'tokens', 's', 'idle p99 ms', 'p50', 'p99', 'worst', 'p99 ratio', '5xx']
  console.log(`${whole(count)} tokens, ${rate} refreshes a second of others`)
  console.log(table(head, rows))
  for (const act of ['revoke', 'undo'] as const) {
    const ratio = medianOf(found.filter((each) => each.act === act).map(ratioOf))
    console.log(`${act}: p99 ${times(ratio)} idle (target: at most ${target} ×)`)
  }
  const errors = found.reduce((sum, { serverErrors }) => sum + serverErrors, 0)
  console.log(`answers of 500 and above: ${errors} (target: none)`)
}
