/** A long silence that the axis leaves out, and says so. */
export interface AxisBreak {
  readonly from: number
  readonly to: number
  readonly x: number
  readonly width: number
}

export interface AxisTick {
  readonly at: number
  readonly x: number
  /** What of the time the label needs to say. */
  readonly says: 'day' | 'minute' | 'second'
}

/** Time from left to right, in one scale, with silences cut short. */
export interface TimeAxis {
  readonly x: (at: number) => number
  readonly breaks: readonly AxisBreak[]
  readonly ticks: readonly AxisTick[]
}

/** A silence's width in pixels: its length is written over it. */
const widestBreak = 56
const narrowestBreak = 38
/** All silences together take no more of the axis. */
const mostForBreaks = 0.55
/** A silence is one that is this many times longer than what is usual in the family. */
const silenceFactor = 8
/** And that would take this share of the axis. */
const silenceShare = 0.03
/** What follows at once is still drawn apart. */
const leastApart = 6

interface Gap {
  readonly from: number
  readonly to: number
  readonly isBreak: boolean
}

export interface AxisRoom {
  /** Pixels. */
  readonly left: number
  readonly right: number
  /** Seconds that local time is ahead of UTC: days are round by it. */
  readonly zone: number
}

/** Lays `times` (epoch seconds) out between `left` and `right`. */
export function timeAxis(times: readonly number[], room: AxisRoom): TimeAxis {
  const { left, right, zone } = room
  const known = [...new Set(times)].toSorted((a, b) => a - b)
  const first = known[0] ?? 0
  const gaps = withBreaks(known, Math.floor(((right - left) * mostForBreaks) / narrowestBreak))
  const stops = place(gaps, first, room)
  const x = (at: number): number => interpolate(stops, at)
  const breaks = gaps
    .filter(({ isBreak }) => isBreak)
    .map(({ from, to }) => ({ from, to, x: x(from), width: x(to) - x(from) }))
  return { x, breaks, ticks: ticksOf(gaps, x, zone) }
}

/** Cuts the longest silences first: what is usual changes with each that is gone. */
function withBreaks(known: readonly number[], most: number): readonly Gap[] {
  const gaps = known.slice(1).map((to, at) => ({ from: known[at] ?? to, to }))
  const byLength = gaps.toSorted((a, b) => b.to - b.from - (a.to - a.from))
  const lengths = byLength.map(({ from, to }) => to - from)
  let rest = lengths.reduce((sum, length) => sum + length, 0)
  const cut = new Set<object>()
  for (const [at, gap] of byLength.entries()) {
    const length = lengths[at] ?? 0
    const usual = lengths[Math.floor((at + 1 + lengths.length) / 2)] ?? length
    if (cut.size >= most || length < usual * silenceFactor) break
    if (length < rest * silenceShare) break
    cut.add(gap)
    rest -= length
  }
  return gaps.map((gap) => ({ ...gap, isBreak: cut.has(gap) }))
}

type Stop = readonly [at: number, x: number]

function place(gaps: readonly Gap[], first: number, { left, right }: AxisRoom): readonly Stop[] {
  const drawn = gaps.filter(({ isBreak }) => !isBreak)
  const silences = gaps.length - drawn.length
  const breakWidth = Math.min(
    widestBreak,
    Math.max(narrowestBreak, ((right - left) * mostForBreaks) / (silences || 1)),
  )
  const room = right - left - silences * breakWidth
  const apart = Math.min(leastApart, room / (drawn.length * 3 || 1))
  const seconds = drawn.reduce((sum, { from, to }) => sum + to - from, 0)
  const scale = (room - apart * drawn.length) / (seconds || 1)
  const stops: Stop[] = [[first, left]]
  let x = left
  for (const { from, to, isBreak } of gaps) {
    x += isBreak ? breakWidth : apart + (to - from) * scale
    stops.push([to, x])
  }
  return stops
}

function interpolate(stops: readonly Stop[], at: number): number {
  let [low, high] = [0, stops.length - 1]
  const [firstAt, firstX] = stops[0] ?? [0, 0]
  const [lastAt, lastX] = stops.at(-1) ?? [0, 0]
  if (at <= firstAt) return firstX
  if (at >= lastAt) return lastX
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((stops[middle]?.[0] ?? 0) <= at) low = middle
    else high = middle
  }
  const [fromAt, fromX] = stops[low] ?? [0, 0]
  const [toAt, toX] = stops[high] ?? [1, 0]
  return fromX + ((at - fromAt) / (toAt - fromAt)) * (toX - fromX)
}

const steps = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
  172_800, 345_600, 604_800, 1_209_600, 2_592_000,
]
/** Between the labels of two ticks. */
const tickApart = 76
const tickWidth = 64
const dayWidth = 44
/** From the middle of a silence, whose length is written there. */
const clearOfSilence = 52

/** Round times within each stretch between breaks; its day where it has none. */
function ticksOf(
  gaps: readonly Gap[],
  x: (at: number) => number,
  zone: number,
): readonly AxisTick[] {
  const silences = gaps
    .filter(({ isBreak }) => isBreak)
    .map(({ from, to }) => (x(from) + x(to)) / 2)
  const ticks: AxisTick[] = []
  for (const { from, to } of stretches(gaps)) {
    const round = roundTicks({ from, to, zone }, x).filter((tick) =>
      silences.every((silence) => Math.abs(silence - tick.x) > clearOfSilence),
    )
    const middle = { at: from, x: (x(from) + x(to)) / 2, says: 'day' as const }
    for (const tick of round.length > 0 ? round : [middle]) {
      const before = ticks.at(-1)
      if (before === undefined || tick.x - before.x >= apartOf(before, tick)) ticks.push(tick)
    }
  }
  return ticks
}

function apartOf(before: AxisTick, tick: AxisTick): number {
  return before.says === 'day' && tick.says === 'day' ? dayWidth : tickWidth
}

/** What lies between breaks. */
function stretches(
  gaps: readonly Gap[],
): readonly { readonly from: number; readonly to: number }[] {
  const found: { from: number; to: number }[] = []
  let joined = false
  for (const { from, to, isBreak } of gaps) {
    const last = found.at(-1)
    if (isBreak) joined = false
    else if (joined && last !== undefined) last.to = to
    else {
      found.push({ from, to })
      joined = true
    }
  }
  return found
}

function roundTicks(
  { from, to, zone }: { readonly from: number; readonly to: number; readonly zone: number },
  x: (at: number) => number,
): readonly AxisTick[] {
  const most = Math.floor((x(to) - x(from)) / tickApart)
  const step = steps.find((step) => (to - from) / step <= most)
  if (step === undefined) return []
  const says = step >= 86_400 ? 'day' : step < 60 ? 'second' : 'minute'
  const first = Math.ceil((from + zone) / step) * step - zone
  const round: AxisTick[] = []
  for (let at = first; at <= to; at += step) round.push({ at, x: x(at), says })
  return round
}
