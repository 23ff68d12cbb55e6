import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { makeBenchFolder } from './bench-folder.ts'
import { atEnd } from './ending.ts'
import { ratioOf, summaryOf } from './figures.ts'
import { openContender, type Stretch } from './load/contender.ts'
import { circumstances, saveResult } from './machine.ts'
import { figure, table, times, whole } from './table.ts'

// What recording costs the token endpoint: one issuer, asked the same with and without in turn. Two
// of them differ by more than that, as two processes of one program do.
// `node test/bench/recording.ts [--rounds 20] [--seconds 1] [--json FILE]`.
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '1' },
    json: { type: 'string', default: 'test/results/recording.json' },
  },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
const recordable = fileURLToPath(new URL('targets/recordable.ts', import.meta.url))
const flows = ['client-credentials', 'refresh'] as const
/** So much of the throughput without records is left with them, at least. */
const target = 0.95

const ways = ['on', 'off']
const issuer = fork(recordable, [makeBenchFolder()])
atEnd(() => issuer.kill('SIGKILL'))
const contender = await openContender({
  name: 'latchkey',
  issuer: String(await messageOf(issuer)),
  pid: issuer.pid ?? 0,
  stop: () => Promise.resolve(),
})
const found = new Map<string, Stretch[]>()
await round(new Map())
for (let index = 0; index < rounds; index += 1) {
  await round(found)
  // What comes first in a round comes last in the next.
  ways.reverse()
}
report()
process.exit()

async function messageOf(child: ChildProcess): Promise<unknown> {
  const [message] = await once(child, 'message')
  return message
}

async function round(into: Map<string, Stretch[]>): Promise<void> {
  for (const flow of flows)
    for (const way of ways) {
      issuer.send(way === 'on')
      await messageOf(issuer)
      const key = `${flow} ${way}`
      into.set(key, [...(into.get(key) ?? []), await contender.run(flow, seconds)])
    }
}

function report(): void {
  const lines = flows.map((flow) => {
    const [on, off] = (['on', 'off'] as const).map((way) => found.get(`${flow} ${way}`) ?? [])
    if (!on || !off) throw new Error(`There are no figures of ${flow}.`)
    return { flow, on: summaryOf(on), off: summaryOf(off), ratio: ratioOf(on, off) }
  })
  console.log(`recording on against off, ${rounds} rounds of ${seconds} s (target: ${target} ×)`)
  console.log(
    table(
      ['flow', 'on, a second', 'off', 'ratio', 'CPU on, µs', 'off', 'costs, µs', 'by CPU'],
      lines.map(({ flow, on, off, ratio }) => [
        flow,
        whole(on.rate.median),
        whole(off.rate.median),
        times(ratio.rate),
        whole(on.processorTime),
        whole(off.processorTime),
        figure(on.processorTime - off.processorTime),
        times(ratio.processorTime),
      ]),
    ),
  )
  saveResult(values.json, { circumstances: circumstances(), rounds, seconds, lines })
}
