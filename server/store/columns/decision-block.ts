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

/** What is looked for in a row of records: 67 bytes each. Rows of a block stand in order of id. */
export class DecisionBlock {
  /** The first id; the others are kept as their distance from it. */
  readonly base: number
  readonly distance = new Uint32Array(blockRows)
  readonly at = new Uint32Array(blockRows)
  readonly duration = new Uint32Array(blockRows)
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
  /** Rows before this slot are no longer kept. */
  start = 0
  /** The slot of the next row. */
  end = 0

  constructor(base: number) {
    this.base = base
  }

  idAt(slot: number): number {
    return this.base + (this.distance[slot] ?? 0)
  }

  /** The first kept slot whose id is this or more. */
  slotOf(id: number): number {
    let [low, high] = [this.start, this.end]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.idAt(middle) < id) low = middle + 1
      else high = middle
    }
    return low
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
