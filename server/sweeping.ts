import { setImmediate } from 'node:timers/promises'

import type { Clock } from '#domain/time.ts'
import type { Store } from '#store/open-store.ts'
import { revocationSlice } from '#store/revocation-changes.ts'
import { sweepBatch } from '#store/sweep.ts'

/** Milliseconds between two sweeps. */
const interval = 10_000
/** Batches of one kind at most that a sweep deletes: a flood is cleared over several sweeps. */
const batchesPerSweep = 100

/** Deletes what time has ended, a batch at a time, for as long as the issuer runs. */
export function startSweeping(
  store: Store,
  clock: Clock,
  onBug: (error: unknown) => void,
): () => void {
  let from = 0
  let sweeping = false
  const stopping = new AbortController()

  const whileFull = async (size: number, deleteBatch: () => Promise<number>): Promise<void> => {
    for (let batches = 0; batches < batchesPerSweep && !stopping.signal.aborted; batches += 1) {
      if ((await deleteBatch()) < size) return
      // In memory, nothing but this lets a request in between.
      await setImmediate()
    }
  }
  const sweep = async (): Promise<void> => {
    const now = clock.now()
    await whileFull(sweepBatch, () => store.sweepExpired({ now }))
    await whileFull(revocationSlice, () => store.purgeDeleted({ now }))
    if (!stopping.signal.aborted) from = await store.sweepGrants({ from, now })
  }
  const tick = async (): Promise<void> => {
    if (sweeping) return
    sweeping = true
    try {
      await sweep()
    } catch (error) {
      if (!stopping.signal.aborted) onBug(error)
    } finally {
      sweeping = false
    }
  }
  const timer = setInterval(() => void tick(), interval).unref()
  return () => {
    stopping.abort()
    clearInterval(timer)
  }
}
