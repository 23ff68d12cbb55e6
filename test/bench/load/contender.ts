import { processorTimeOf } from '#test/bench/processor-time.ts'
import type { Target } from '#test/bench/targets/start-target.ts'

import type { Connection } from './connection.ts'
import { openFlow, type Flow, type FlowName } from './flows.ts'
import { openLane, type Lane } from './lanes.ts'
import { parallel, runLoad, type Load } from './run-load.ts'

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
  while (lanes.length < parallel) lanes.push(await openLane(target.issuer))
  return {
    target,
    run: (name, seconds) =>
      timedLoad(target, seconds, (connection, index) => {
        const lane = lanes[index]
        if (!lane) throw new Error('There are fewer lanes than connections.')
        return openFlow(name, lane, connection)
      }),
  }
}

/** Runs a load and reads what the target's process took for it. */
export async function timedLoad(
  target: Target,
  seconds: number,
  openFlow: (connection: Connection, index: number) => Flow,
): Promise<Stretch> {
  const before = processorTimeOf(target.pid)
  const load = await runLoad(target.issuer, seconds, openFlow).catch((error: unknown) => {
    throw new Error(`${target.name} has failed.`, { cause: error })
  })
  return {
    ...load,
    processorTime: (processorTimeOf(target.pid) - before) / load.completed,
  }
}
