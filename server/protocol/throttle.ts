/** Counts attempts a key in a window; in memory, because a restart forgives. */
export interface Throttle {
  /** Seconds to wait before the next attempt may be evaluated; 0 when it may be now. */
  wait(key: string): number
  count(key: string): void
  forget(key: string): void
  /** Whether any key of this beginning has to wait. */
  isClosed(prefix: string): boolean
  /** Forgets every key of this beginning: an administrator's pardon. */
  forgetAll(prefix: string): void
}

const keyLimit = 10_000

interface Window {
  attempts: number
  endsAt: number
}

/**
 * At most `limit` attempts a key within `seconds`. Measured on the monotonic clock: moving the
 * issuer's time frees nobody.
 */
export function openThrottle(limit: number, seconds: number): Throttle {
  const windows = new Map<string, Window>()
  const monotonic = (): number => performance.now() / 1000

  const current = (key: string): Window | undefined => {
    const window = windows.get(key)
    if (window && window.endsAt <= monotonic()) {
      windows.delete(key)
      return undefined
    }
    return window
  }
  const wait = (key: string): number => {
    const window = current(key)
    return window && window.attempts >= limit ? Math.ceil(window.endsAt - monotonic()) : 0
  }
  return {
    wait,
    count(key) {
      const window = current(key) ?? { attempts: 0, endsAt: monotonic() + seconds }
      window.attempts += 1
      windows.set(key, window)
      // The oldest goes: an attacker who rotates keys cannot grow the table.
      if (windows.size > keyLimit) windows.delete(windows.keys().next().value ?? key)
    },
    forget: (key) => void windows.delete(key),
    isClosed: (prefix) =>
      [...windows.keys()].some((key) => key.startsWith(prefix) && wait(key) > 0),
    forgetAll(prefix) {
      for (const key of windows.keys()) if (key.startsWith(prefix)) windows.delete(key)
    },
  }
}
