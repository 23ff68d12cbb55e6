import type { Clock } from '#domain/time.ts'
import type { Store } from '#store/open-store.ts'

/** Milliseconds between two sweeps. */
const interval = 10_000

/** Deletes what time has ended, a batch at a time, for as long as the issuer runs. */
export function startSweeping(
  store: Store,
  clock: Clock,
  onBug: (error: unknown) => void,
): () => void {
  let from = 0
  let stopped = false

  const sweep = async (): Promise<void> => {
    const now = clock.now()
    await store.sweepExpired({ now })
    await store.purgeDeleted({ now })
    from = await store.sweepGrants({ from, now })
  }
  const timer = setInterval(() => {
    sweep().catch((error: unknown) => stopped || onBug(error))
  }, interval).unref()
  return () => {
    stopped = true
    clearInterval(timer)
  }
}
