const dateTime = new Intl.DateTimeFormat('en-GB', {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
})
const number = new Intl.NumberFormat('en-US')

const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

/** Epoch seconds as "24 Nov 2026, 23:56:53 UTC". */
export function absoluteTime(at: number): string {
  return dateTime.format(at * 1000)
}

/** "just now", "3 minutes ago", "in 12 days". */
export function relativeTime(at: number, now: number): string {
  const seconds = at - now
  const distance = Math.abs(seconds)
  if (distance < 5) return 'just now'
  if (seconds < 0) return `${inLargestUnit(distance)} ago`
  // What was set to "in 7 days" a moment ago still says so, and 59:59 is "in 1 hour".
  const [, size] = unitWithin(distance)
  return `in ${inLargestUnit(Math.round(distance / size) * size)}`
}

function inLargestUnit(seconds: number): string {
  const [unit, size] = unitWithin(seconds)
  const amount = Math.floor(seconds / size)
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`
}

function unitWithin(seconds: number): (typeof units)[number] {
  // Up to two months are told in days: policies are, and months differ.
  const long = units.find(([unit, size]) => seconds >= (unit === 'month' ? 2 * size : size))
  return long ?? units[5]
}

/** Seconds in words, largest unit that divides them: "30 days", "1 hour 30 minutes". */
export function durationInWords(seconds: number): string {
  if (seconds === 0) return '0 seconds'
  const parts: string[] = []
  let rest = seconds
  for (const [unit, size] of units) {
    if (unit === 'month' || unit === 'year') continue
    const amount = Math.floor(rest / size)
    rest -= amount * size
    if (amount > 0) parts.push(`${number.format(amount)} ${unit}${amount === 1 ? '' : 's'}`)
  }
  return parts.slice(0, 2).join(' ')
}

/** 12345 as "12,345". */
export function count(value: number): string {
  return number.format(value)
}

/** `plural(2, 'token')` is "2 tokens". */
export function plural(value: number, singular: string, several = `${singular}s`): string {
  return `${number.format(value)} ${value === 1 ? singular : several}`
}

/** Milliseconds as "0.7 ms", "55 ms", "1.4 s". */
export function tookTime(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`
}
