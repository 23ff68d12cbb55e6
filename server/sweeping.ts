import { setTimeout } from 'node:timers/promises'

import type { Clock } from '#domain/time.ts'
import type { Store } from '#store/open-store.ts'
import { sweepBatch } from '#store/sweep.ts'

/** Milliseconds between the end of a sweep and the next. */
const interval = 10_000

export interface Sweeping {
  readonly store: Store
  readonly clock: Clock
  /** Goes on with what was cut short. */
  readonly resume: () => Promise<void>
  readonly onBug: (error: unknown) => void
}

/**
 * Goes on with what a failure or the end of a process cut short, and deletes what time has ended,
 * for as long as the issuer runs. Returns how to stop.
 */
export function startSweeping({ store, clock, resume, onBug }: Sweeping): () => void {
  const stopping = new AbortController()
  const { signal } = stopping
  let sweeping = false

  /** A pause as long as the batch: whatever waits, half of the writer's time is the requests'. */
  const whileFull = async (deleteBatch: () => Promise<number>): Promise<void> => {
    for (;;) {
      const began = performance.now()
      const deleted = await deleteBatch()
      if (deleted < sweepBatch) return
      await setTimeout(performance.now() - began, undefined, { signal })
    }
  }
  const sweep = async (): Promise<void> => {
    await resume()
    const now = clock.now()
    await whileFull(() => store.sweepExpired({ now }))
    await whileFull(() => store.purgeDeleted({ now }))
    await whileFull(() => store.sweepGrants({ now }))
  }
  const tick = async (): Promise<void> => {
    if (sweeping) return
    sweeping = true
    try {
      await sweep()
    } catch (error) {
      if (!signal.aborted) onBug(error)
    } finally {
      sweeping = false
    }
  }
  resume().catch((error: unknown) => {
    if (!signal.aborted) onBug(error)
  })
  const timer = setInterval(() => void tick(), interval).unref()
  return () => {
    stopping.abort()
    clearInterval(timer)
  }
}
