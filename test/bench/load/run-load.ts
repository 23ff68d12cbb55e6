import { openConnection, type Connection } from './connection.ts'
import type { Flow } from './flows.ts'

/** What came of one stretch of load. */
export interface Load {
  /** Completed flows a second. */
  readonly rate: number
  readonly completed: number
  /** Milliseconds. */
  readonly median: number
  readonly p99: number
}

/** Connections that ask at the same time. */
export const parallel = 8

/** Goes through a flow again and again, on each connection by itself, for so many seconds. */
export async function runLoad(
  issuer: string,
  seconds: number,
  openFlow: (connection: Connection, index: number) => Flow,
): Promise<Load> {
  const connections = await Promise.all(
    Array.from({ length: parallel }, () => openConnection(issuer)),
  )
  const times: number[] = []
  const start = performance.now()
  const end = start + seconds * 1000
  const loops = connections.map(async (connection, index) => {
    const flow = openFlow(connection, index)
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
