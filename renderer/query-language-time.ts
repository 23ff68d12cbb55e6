const unitSeconds = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const

export type TimeUnit = keyof typeof unitSeconds
export interface Span {
  readonly amount: number
  readonly unit: TimeUnit
}

/** A stretch of time: relative ones stay relative until they are asked about. */
export type TimeCriterion =
  | { readonly kind: 'within'; readonly span: Span }
  | { readonly kind: 'beyond'; readonly span: Span }
  | { readonly kind: 'between'; readonly from?: string; readonly to?: string }

/** Epoch seconds, both ends included. */
export interface Period {
  from?: number
  to?: number
}

export const timeHelp = 'Write <7d, >2h, 2026-01-31 or 2026-01-01..2026-01-31.'

/** Reads `<7d`, `>2h`, a date, or a range of dates; a string says what is wrong. */
export function parseTime(text: string): TimeCriterion | string {
  const relative = /^([<>])(\d{1,6})([smhdw])$/.exec(text)
  if (relative) {
    const unit = relative[3]
    if (!isUnit(unit)) return timeHelp
    const span = { amount: Number(relative[2]), unit }
    return { kind: relative[1] === '<' ? 'within' : 'beyond', span }
  }
  const [first = '', second, ...rest] = text.split('..')
  if (rest.length > 0 || (first === '' && (second ?? '') === '')) return timeHelp
  const last = second ?? first
  for (const date of [first, last]) {
    if (date !== '' && instant(date, 'start') === undefined)
      return `${date} is not a date. ${timeHelp}`
  }
  const from = first === '' ? undefined : instant(first, 'start')
  const to = last === '' ? undefined : instant(last, 'end')
  if (from !== undefined && to !== undefined && from > to) return 'The range ends before it begins.'
  return {
    kind: 'between',
    ...(first === '' ? {} : { from: first }),
    ...(last === '' ? {} : { to: last }),
  }
}

export function formatTime(time: TimeCriterion): string {
  if (time.kind !== 'between') {
    return `${time.kind === 'within' ? '<' : '>'}${time.span.amount}${time.span.unit}`
  }
  return time.from === time.to ? (time.from ?? '') : `${time.from ?? ''}..${time.to ?? ''}`
}

/** What a stretch of time means at `now`; a day is a day of the reader's own time zone. */
export function resolveTime(time: TimeCriterion, toward: 'past' | 'future', now: number): Period {
  if (time.kind === 'between') {
    const from = time.from === undefined ? undefined : instant(time.from, 'start')
    const to = time.to === undefined ? undefined : instant(time.to, 'end')
    return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
  }
  const seconds = time.span.amount * unitSeconds[time.span.unit]
  const before = Math.max(0, now - seconds)
  if (toward === 'past') return time.kind === 'within' ? { from: before } : { to: before }
  return time.kind === 'within' ? { from: now, to: now + seconds } : { from: now + seconds }
}

function isUnit(text: string | undefined): text is TimeUnit {
  return text !== undefined && Object.hasOwn(unitSeconds, text)
}

/** `undefined` when the text is no date that exists: 2026-02-30 is none. */
function instant(text: string, end: 'start' | 'end'): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?(Z)?)?$/.exec(text)
  if (!match) return undefined
  const part = (index: number): number => Number(match[index] ?? 0)
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map(part)
  if (!year || !month || !day || year < 1970 || !isDay(year, month, day)) return undefined
  if (!isClock(hour, minute, second)) return undefined
  // A day ends with its last second, and so does a minute.
  const wholeDay = match[4] === undefined
  const through = end === 'end' && match[6] === undefined
  const days = through && wholeDay ? day + 1 : day
  const minutes = through && !wholeDay ? (minute ?? 0) + 1 : minute
  const parts = [year, month - 1, days, hour ?? 0, minutes ?? 0, second ?? 0] as const
  const milliseconds = match[7] === 'Z' ? Date.UTC(...parts) : new Date(...parts).getTime()
  return Math.max(0, milliseconds / 1000 - (through ? 1 : 0))
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

function isClock(hour = 0, minute = 0, second = 0): boolean {
  return hour < 24 && minute < 60 && second < 60
}
