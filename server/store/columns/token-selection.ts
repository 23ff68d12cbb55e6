import type { Range } from './ip-ranges.ts'

// Each of these is one short loop over typed arrays: it keeps those slots of a selection that pass,
// in their order, and returns how many they are.

/** Slots of one block; the first `count` of them are meant. */
export type Selection = Uint16Array

/** The greatest number that a column holds. */
export const greatest = 0xffffffff

/** What numbers lie between, whose bits are turned round where `flip` has ones. */
export interface Bounds {
  readonly flip: number
  readonly from: number
  readonly to: number
}

/** The slots whose numbers lie within bounds; the subtraction makes one comparison of two. */
export function keepWithin(
  values: Uint32Array,
  { flip, from, to }: Bounds,
  selection: Selection,
  count: number,
): number {
  if (to < from) return 0
  const span = (to - from) >>> 0
  let kept = 0
  for (let index = 0; index < count; index += 1) {
    const slot = selection[index] ?? 0
    if ((((values[slot] ?? 0) ^ flip) - from) >>> 0 > span) continue
    selection[kept] = slot
    kept += 1
  }
  return kept
}

/** The same for the three runs of numbers that an address's beginning stands for at most. */
export function keepInRanges(
  values: Uint32Array,
  ranges: readonly Range[],
  selection: Selection,
  count: number,
): number {
  const [a, b = a, c = a] = ranges
  if (!a || !b || !c) return 0
  const [fromA, fromB, fromC] = [a.from, b.from, c.from]
  const [spanA, spanB, spanC] = [a.to - fromA, b.to - fromB, c.to - fromC]
  let kept = 0
  for (let index = 0; index < count; index += 1) {
    const slot = selection[index] ?? 0
    const value = values[slot] ?? 0
    if (
      (value - fromA) >>> 0 > spanA &&
      (value - fromB) >>> 0 > spanB &&
      (value - fromC) >>> 0 > spanC
    )
      continue
    selection[kept] = slot
    kept += 1
  }
  return kept
}

/** Without a branch, which the processor would guess wrong too often. */
export function keepUsers(
  bits: Uint32Array,
  user: Uint32Array,
  selection: Selection,
  count: number,
): number {
  let kept = 0
  for (let index = 0; index < count; index += 1) {
    const slot = selection[index] ?? 0
    const number = user[slot] ?? 0
    selection[kept] = slot
    kept += ((bits[number >>> 5] ?? 0) >>> (number & 31)) & 1
  }
  return kept
}

/** The same where it would guess right: twice as fast. */
export function keepFewUsers(
  bits: Uint32Array,
  user: Uint32Array,
  selection: Selection,
  count: number,
): number {
  let kept = 0
  for (let index = 0; index < count; index += 1) {
    const slot = selection[index] ?? 0
    const number = user[slot] ?? 0
    if ((((bits[number >>> 5] ?? 0) >>> (number & 31)) & 1) === 0) continue
    selection[kept] = slot
    kept += 1
  }
  return kept
}
