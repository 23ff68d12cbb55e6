import { processorTimeOf } from '#test/bench/processor-time.ts'
import type { Target } from '#test/bench/targets/start-target.ts'

import type { FlowName } from './flows.ts'
import { openLane, type Lane } from './lanes.ts'
import { runLoad, type Load } from './run-load.ts'

/** Connections that ask at the same time. */
const connections = 8

/** A load, and what it cost the target. */
export interface Stretch extends Load {
  /** Microseconds of the target's processor time for each completed flow, all threads. */
  readonly processorTime: number
}

/** A target with clients that are signed in at it. */
export interface Contender {
  readonly target: Target
  run(flow: FlowName, seconds: number): Promise<Stretch>
}

export async function openContender(target: Target): Promise<Contender> {
  const lanes: Lane[] = []
  while (lanes.length < connections) lanes.push(await openLane(target.issuer))
  return {
    target,
    run: (flow, seconds) => timedLoad(target, () => runLoad(flow, lanes, seconds)),
  }
}

/** Runs a load and reads what the target's process took for it. */
export async function timedLoad(target: Target, run: () => Promise<Load>): Promise<Stretch> {
  const before = processorTimeOf(target.pid)
  const load = await run().catch((error: unknown) => {
    throw new Error(`${target.name} has failed.`, { cause: error })
  })
  return {
    ...load,
    processorTime: (processorTimeOf(target.pid) - before) / load.completed,
  }
}
