export const blockRows = 65_536

/** Columns of numbers that stand for texts. */
export const textColumns = [
  'outcome',
  'endpoint',
  'client',
  'error',
  'check',
  'subject',
  'ip',
  'device',
] as const
export type TextColumn = (typeof textColumns)[number]

/** Columns of random ids, by what `hashOf` makes of them; 0 is none. */
export const hashColumns = ['session', 'flow', 'trace'] as const
export type HashColumn = (typeof hashColumns)[number]

/**
 * What is looked for in the records of a range of ids: 63 bytes each. An id has its slot whether
 * there is a record or not, so that they may be read in any order.
 */
export class DecisionBlock {
  /** The id of slot 0. */
  readonly base: number
  readonly at = new Uint32Array(blockRows)
  readonly duration = new Uint32Array(blockRows)
  /** Never 0 where there is a record. */
  readonly outcome = new Uint8Array(blockRows)
  readonly endpoint = new Uint16Array(blockRows)
  readonly client = new Uint32Array(blockRows)
  readonly error = new Uint16Array(blockRows)
  readonly check = new Uint16Array(blockRows)
  readonly subject = new Uint32Array(blockRows)
  readonly ip = new Uint32Array(blockRows)
  readonly device = new Uint32Array(blockRows)
  readonly grant = new Float64Array(blockRows)
  readonly session = new Float64Array(blockRows)
  readonly flow = new Float64Array(blockRows)
  readonly trace = new Float64Array(blockRows)
  /** No record stands before this slot, or what does is no longer kept. */
  start = blockRows
  /** No record stands from this slot on. */
  end = 0

  constructor(base: number) {
    this.base = base
  }

  /** The slot of an id, or the nearest to it from `start` to `end`. */
  slotOf(id: number): number {
    return Math.max(this.start, Math.min(this.end, id - this.base))
  }
}

/** 53 bits of a random id: two of a million differ in them but for once in ten thousand million. */
export function hashOf(text: string | null): number {
  if (text === null) return 0
  let [one, other] = [0xdeadbeef, 0x41c6ce57]
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    one = Math.imul(one ^ unit, 2_654_435_761)
    other = Math.imul(other ^ unit, 1_597_334_677)
  }
  one =
    Math.imul(one ^ (one >>> 16), 2_246_822_507) ^ Math.imul(other ^ (other >>> 13), 3_266_489_909)
  other =
    Math.imul(other ^ (other >>> 16), 2_246_822_507) ^ Math.imul(one ^ (one >>> 13), 3_266_489_909)
  // Never 0, which is "none".
  return 4_294_967_296 * (2_097_151 & other) + (one >>> 0) || 1
}
