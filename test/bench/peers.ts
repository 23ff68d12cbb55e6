import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { makeBenchFolder } from './bench-folder.ts'
import { openContender, type Contender } from './load/contender.ts'
import { flowNames, type FlowName } from './load/flows.ts'
import { circumstances, saveResult } from './machine.ts'
import { reportPeers, type Rounds } from './peers-report.ts'
import { startTarget, supports, targetNames, type TargetName } from './targets/start-target.ts'

// Latchkey, its peers and the floor, asked the same in turn: `node test/bench/peers.ts
// [--only refresh,code] [--targets latchkey,floor] [--rounds 7] [--seconds 2] [--json FILE]`.
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: flowNames.join() },
    targets: { type: 'string', default: targetNames.join() },
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '2' },
    json: { type: 'string', default: 'test/results/peers.json' },
  },
})
const flows = chosen(values.only, flowNames)
const names = chosen(values.targets, targetNames)
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)

const folder = makeBenchFolder()
const contenders: Contender[] = []
let completed = 0
for (const name of names)
  contenders.push(await openContender(await startTarget(name, join(folder, name))))

const where = circumstances()
const before = process.cpuUsage()
const measured = await measure()
const { user, system } = process.cpuUsage(before)
const clientProcessorTime = (user + system) / completed
const report = reportPeers(measured, { where, rounds, seconds, clientProcessorTime })
console.log(report.text)
saveResult(values.json, report.result)
process.exit()

/** Round by round, so that whatever else the machine does meets all of them alike. */
async function measure(): Promise<Rounds> {
  const found: Rounds = new Map()
  // Warm first: none of them has compiled what it runs.
  await round(new Map(), seconds)
  for (let index = 0; index < rounds; index += 1) {
    await round(found, seconds)
    process.stderr.write(`round ${index + 1} of ${rounds}\n`)
    contenders.reverse()
  }
  return found
}

async function round(found: Rounds, seconds: number): Promise<void> {
  for (const flow of flows)
    for (const contender of contenders) {
      const { name } = contender.target
      if (!supports(name, flow)) continue
      const stretch = await contender.run(flow, seconds)
      completed += stretch.completed
      const ofFlow = found.get(flow) ?? new Map<TargetName, never[]>()
      found.set(flow, ofFlow.set(name, [...(ofFlow.get(name) ?? []), stretch]))
    }
}

function chosen<Name extends FlowName | TargetName>(
  list: string,
  known: readonly Name[],
): readonly Name[] {
  const asked = list.split(',')
  const unknown = asked.find((name) => !known.some((each) => each === name))
  if (unknown !== undefined) throw new Error(`"${unknown}" is none of ${known.join(', ')}.`)
  return known.filter((name) => asked.includes(name))
}
