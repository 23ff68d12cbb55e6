const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const clockSeconds = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

/** "09:14". */
export function clockTime(at: number): string {
  return clock.format(at * 1000)
}

/** "09:14:31". */
export function clockSecond(at: number): string {
  return clockSeconds.format(at * 1000)
}

/** "24 Nov". */
export function dayOf(at: number): string {
  return day.format(at * 1000)
}

/** Seconds that local time is ahead of UTC at that time. */
export function zoneAt(at: number): number {
  return -new Date(at * 1000).getTimezoneOffset() * 60
}
