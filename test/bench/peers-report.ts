import { ratioOf, summaryOf } from './figures.ts'
import type { Stretch } from './load/contender.ts'
import type { FlowName } from './load/flows.ts'
import { describeMachine, type Circumstances } from './machine.ts'
import { figure, table, times, whole } from './table.ts'
import type { TargetName } from './targets/start-target.ts'

/** Everything that was measured, by flow and target, in the order of the rounds. */
export type Rounds = Map<FlowName, Map<TargetName, readonly Stretch[]>>

export interface Report {
  readonly text: string
  readonly result: object
}

/** How many times as many flows a second as the other Latchkey has to reach. */
const goals: Partial<Record<FlowName, Partial<Record<TargetName, number>>>> = {
  'client-credentials': { 'oidc-provider': 1.3, jmondi: 1.3, floor: 0.5 },
  'client-credentials-rs256': { floor: 0.75 },
  refresh: { 'oidc-provider': 7, jmondi: 0.8, floor: 0.5 },
  code: { 'oidc-provider': 9, jmondi: 1.1, floor: 0.5 },
  introspection: { floor: 0.5 },
  'introspection-opaque': { 'oidc-provider': 2, floor: 0.5 },
}

const head = [
  'flow, target',
  'a second',
  'least – most',
  'p50 ms',
  'p99 ms',
  'CPU µs',
  'latchkey is',
  'goal',
  'by CPU',
]

/** One table: a row a target, which says how many times as fast Latchkey is. */
export function reportPeers(
  measured: Rounds,
  run: {
    readonly where: Circumstances
    readonly rounds: number
    readonly seconds: number
    readonly clientProcessorTime: number
  },
): Report {
  const rows: string[][] = []
  const flows: Record<string, object> = {}
  for (const [flow, targets] of measured) {
    rows.push([flow])
    const found: Record<string, object> = {}
    for (const [name, stretches] of inOrder(targets)) {
      const summary = summaryOf(stretches)
      const ours = name === 'latchkey' ? undefined : targets.get('latchkey')
      const ratio = ours && ratioOf(ours, stretches)
      found[name] = { ...summary, latchkey: ratio, rounds: stretches }
      rows.push([
        `  ${name}`,
        whole(summary.rate.median),
        `${whole(summary.rate.least)} – ${whole(summary.rate.most)}`,
        figure(summary.p50),
        figure(summary.p99),
        figure(summary.processorTime),
        ratio ? times(ratio.rate) : '',
        ratio ? goalOf(goals[flow]?.[name], ratio.rate) : '',
        ratio ? times(ratio.processorTime) : '',
      ])
    }
    flows[flow] = found
  }
  const { where, rounds, seconds, clientProcessorTime } = run
  return {
    text:
      `${describeMachine(where)}, ${rounds} rounds of ${seconds} s\n\n${table(head, rows)}\n\n` +
      `The client itself takes ${figure(clientProcessorTime)} µs a flow.\n`,
    result: { ...run, flows },
  }
}

function goalOf(goal: number | undefined, reached: number): string {
  return goal === undefined ? '' : `${reached >= goal ? 'met' : 'missed'}: ≥ ${goal}`
}

/** Latchkey first, the floor last, whichever was measured first. */
function inOrder(targets: ReadonlyMap<TargetName, readonly Stretch[]>) {
  const order: readonly TargetName[] = ['latchkey', 'oidc-provider', 'jmondi', 'floor']
  return [...targets].toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b))
}
