import { openConnection } from './connection.ts'
import { openFlow, type FlowName } from './flows.ts'
import type { Lane } from './lanes.ts'

/** What came of one stretch of load. */
export interface Load {
  /** Completed flows a second. */
  readonly rate: number
  readonly completed: number
  /** Milliseconds. */
  readonly median: number
  readonly p99: number
}

/** Goes through a flow again and again, on one connection a lane, for so many seconds. */
export async function runLoad(
  name: FlowName,
  lanes: readonly Lane[],
  seconds: number,
): Promise<Load> {
  const connections = await Promise.all(lanes.map(({ issuer }) => openConnection(issuer)))
  const times: number[] = []
  const start = performance.now()
  const end = start + seconds * 1000
  const loops = lanes.map(async (lane, index) => {
    const connection = connections[index]
    if (!connection) throw new Error('A lane has no connection.')
    const flow = openFlow(name, lane, connection)
    for (let before = start; before < end;) {
      await flow()
      const now = performance.now()
      times.push(now - before)
      before = now
    }
  })
  await Promise.all(loops)
  const elapsed = performance.now() - start
  for (const connection of connections) connection.close()
  const sorted = Float64Array.from(times).toSorted()
  return {
    rate: (sorted.length / elapsed) * 1000,
    completed: sorted.length,
    median: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
  }
}

function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN
}
