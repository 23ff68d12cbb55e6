import type { Clock } from '#domain/time.ts'

/**
 * The system's time, never earlier than what was seen before: neither a clock set back while we
 * run nor one set back between two runs revives an expired token.
 */
export function systemClock(seenUntil: number): Clock {
  let latest = seenUntil
  return {
    now() {
      latest = Math.max(latest, Math.floor(Date.now() / 1000))
      return latest
    },
  }
}
