const units = [
  ['year', 31_536_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

/** A duration in words, two units at most: "30 days", "1 hour 30 minutes". */
export function formatDuration(seconds: number): string {
  const parts: string[] = []
  let rest = Math.max(0, Math.round(seconds))
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size)
    if (count > 0 && parts.length < 2) parts.push(plural(count, unit))
    rest -= count * size
  }
  return parts.length > 0 ? parts.join(' ') : '0 seconds'
}

/** A number and its noun: "1 token", "2 tokens". */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** A day for a sentence, in UTC: "4 March 2027". */
export function formatDay(at: number): string {
  return new Date(at * 1000).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })
}
