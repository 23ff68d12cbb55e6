import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'

import { makeBenchFolder } from './bench-folder.ts'
import { medianOf, spreadOf } from './figures.ts'
import { openConnection, postRequests } from './load/connection.ts'
import { clientCredentialsForm } from './load/lanes.ts'
import { circumstances, describeMachine, saveResult } from './machine.ts'
import { residentMemoryOf } from './processor-time.ts'
import { figure, table, times, whole } from './table.ts'
import { startTarget, type Target } from './targets/start-target.ts'
import { machine } from './targets/workspace.ts'

// From the spawn of `serve` on a store that is there to the first token, and the memory it holds
// idle, beside oidc-provider: `node test/bench/start.ts [--rounds 15] [--json FILE]`.
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    json: { type: 'string', default: 'test/results/start.json' },
  },
})
const rounds = Number(values.rounds)
const names = ['latchkey', 'oidc-provider'] as const
const memoryRounds = 3
/** Seconds after the first token: what the start has left behind is collected by then, or stays. */
const idleSeconds = 5

interface Measured {
  /** Milliseconds to the first token, a round each. */
  readonly starts: number[]
  /** Bytes. */
  readonly memory: number[]
}

const folder = makeBenchFolder()
const measured = { latchkey: empty(), 'oidc-provider': empty() }
// The first start makes the store and its keys; the second has the files in the system's cache.
for (const name of [...names, ...names]) await (await start(name)).target.stop()
for (let round = 0; round < rounds; round += 1)
  for (const name of round % 2 === 0 ? names : names.toReversed()) {
    const { target, milliseconds } = await start(name)
    measured[name].starts.push(milliseconds)
    await target.stop()
  }
for (let round = 0; round < memoryRounds; round += 1) await measureMemory()
report()

function empty(): Measured {
  return { starts: [], memory: [] }
}

async function start(
  name: (typeof names)[number],
): Promise<{ readonly target: Target; readonly milliseconds: number }> {
  const before = performance.now()
  const target = await startTarget(name, join(folder, name))
  const connection = await openConnection(target.issuer)
  const post = postRequests(target.issuer, '/oauth2/token')
  const { status, body } = await connection.send(post(clientCredentialsForm(machine)))
  const milliseconds = performance.now() - before
  connection.close()
  if (status !== 200 || !body.includes('"access_token":"'))
    throw new Error(`${name}: ${status}: ${body}`)
  return { target, milliseconds }
}

async function measureMemory(): Promise<void> {
  const targets = []
  for (const name of names) targets.push((await start(name)).target)
  await pause(idleSeconds * 1000)
  for (const [index, name] of names.entries()) {
    const target = targets[index]
    if (!target) throw new Error(`${name} is gone.`)
    measured[name].memory.push(residentMemoryOf(target.pid))
    await target.stop()
  }
}

function report(): void {
  const where = circumstances()
  const peer = medianOf(measured['oidc-provider'].starts)
  const rows = names.map((name) => {
    const { median, least, most } = spreadOf(measured[name].starts)
    return [
      name,
      whole(median),
      `${whole(least)} – ${whole(most)}`,
      times(median / peer),
      figure(medianOf(measured[name].memory) / 1_000_000),
    ]
  })
  console.log(`${describeMachine(where)}, ${rounds} starts each\n`)
  const head = ['start', 'ms to first token', 'least – most', 'of oidc-provider', 'idle MB']
  console.log(`${table(head, rows)}\n`)
  console.log('goals: ≤ 500 ms, ≤ 1.2 × oidc-provider, ≤ 130 MB')
  saveResult(values.json, { where, rounds, measured })
}
