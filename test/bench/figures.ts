import type { Stretch } from './load/contender.ts'

/** The middle of some figures, and how far they spread. */
export interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: medianOf(values), least: Math.min(...values), most: Math.max(...values) }
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** What all rounds of one flow at one target come to. */
export interface Summary {
  /** Completed flows a second. */
  readonly rate: Spread
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /** Microseconds a flow. */
  readonly processorTime: number
}

export function summaryOf(stretches: readonly Stretch[]): Summary {
  return {
    rate: spreadOf(stretches.map(({ rate }) => rate)),
    p50: medianOf(stretches.map(({ median }) => median)),
    p99: medianOf(stretches.map(({ p99 }) => p99)),
    processorTime: medianOf(stretches.map(({ processorTime }) => processorTime)),
  }
}

/** One target against another. */
export interface Ratio {
  /** How many times as many flows a second: the median of the rounds, each compared within itself. */
  readonly rate: number
  /** How many times as many flows for the same processor time: what else runs here matters less. */
  readonly processorTime: number
}

export function ratioOf(ours: readonly Stretch[], theirs: readonly Stretch[]): Ratio {
  const pairs = ours.flatMap((our, round) => {
    const their = theirs[round]
    return their ? [{ our, their }] : []
  })
  return {
    rate: medianOf(pairs.map(({ our, their }) => our.rate / their.rate)),
    processorTime: medianOf(pairs.map(({ our, their }) => their.processorTime / our.processorTime)),
  }
}
