import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { openIssuer } from '#issuer'

import { makeBenchFolder } from './bench-folder.ts'
import { ratioOf, summaryOf } from './figures.ts'
import { openContender, type Contender, type Stretch } from './load/contender.ts'
import { circumstances, saveResult } from './machine.ts'
import { figure, table, times, whole } from './table.ts'
import { startTarget } from './targets/start-target.ts'
import { workspace } from './targets/workspace.ts'

// What recording costs the token endpoint: two issuers, one that records and one that does not,
// asked the same in turn. `node test/bench/recording.ts [--rounds 9] [--seconds 2] [--json FILE]`.
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    seconds: { type: 'string', default: '2' },
    json: { type: 'string', default: 'test/results/recording.json' },
  },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
const flows = ['client-credentials', 'refresh'] as const
/** So much of the throughput without records is left with them, at least. */
const target = 0.95

type Way = 'on' | 'off'
const folder = makeBenchFolder()
const contenders: (readonly [Way, Contender])[] = [
  ['on', await openRecording(true)],
  ['off', await openRecording(false)],
]
const found = new Map<string, Stretch[]>()
await round(new Map())
for (let index = 0; index < rounds; index += 1) {
  await round(found)
  // What comes first in a round comes last in the next.
  contenders.reverse()
}
report()
process.exit()

async function openRecording(recording: boolean): Promise<Contender> {
  const data = join(folder, recording ? 'on' : 'off')
  const issuer = await openIssuer({ data, port: 0, sample: false, configuration: workspace })
  const settings = { recording, limit: 100_000, lifetime: 1_209_600, traceInErrorUri: false }
  const caller = { actor: 'bench', role: 'administrator' } as const
  const reply = await issuer.dispatch('activity.configure', settings, caller)
  await issuer.close()
  if (!reply.ok) throw new Error(reply.error.message)
  return openContender(await startTarget('latchkey', data))
}

async function round(into: Map<string, Stretch[]>): Promise<void> {
  for (const flow of flows)
    for (const [way, contender] of contenders) {
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
