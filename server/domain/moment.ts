import { formatDuration } from './duration.ts'
import type { EpochSeconds } from './time.ts'

/** A moment as a record says it: UTC, whole seconds. */
export function formatMoment(at: EpochSeconds): string {
  return new Date(at * 1000).toISOString().replace('.000Z', 'Z')
}

/** "12 seconds before, at 2027-01-15T08:00:00Z by the issuer's clock". */
export function howLongBefore(at: EpochSeconds, now: EpochSeconds): string {
  const when = `at ${formatMoment(at)} by the issuer's clock`
  return at === now ? `just now, ${when}` : `${formatDuration(now - at)} before, ${when}`
}
