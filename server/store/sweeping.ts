import type { Clock } from '#domain/time.ts'

import { prunedAtOnce } from './decisions.ts'
import type { Store } from './open-store.ts'
import { StoreUnavailableError } from './store-error.ts'
import { sweepBatch } from './sweep.ts'
import { takeTurn } from './turns.ts'

/** Milliseconds between the end of a sweep and the next. */
const interval = 10_000

export interface Sweeping {
  readonly store: Pick<Store, 'sweepExpired' | 'purgeDeleted' | 'sweepGrants' | 'pruneDecisions'>
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

  const whileFull = async (deleteBatch: () => Promise<number>, full = sweepBatch) => {
    let deleted = full
    while (deleted === full) deleted = await takeTurn(deleteBatch, signal)
  }
  const sweep = async (): Promise<void> => {
    await resume()
    const now = clock.now()
    await whileFull(() => store.sweepExpired({ now }))
    await whileFull(() => store.purgeDeleted({ now }))
    await whileFull(() => store.sweepGrants({ now }))
    await whileFull(() => store.pruneDecisions({ now }), prunedAtOnce)
  }
  const tick = async (): Promise<void> => {
    if (sweeping) return
    sweeping = true
    try {
      await sweep()
    } catch (error) {
      // A store that is full or busy is no bug: the next sweep goes on.
      if (!signal.aborted && !(error instanceof StoreUnavailableError)) onBug(error)
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
