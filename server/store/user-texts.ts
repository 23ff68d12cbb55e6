import { lowerAscii } from './text-codes.ts'

/** Neither byte occurs in UTF-8: one stands around each text, one ends those of a user. */
const around = 0xff
const end = 0xfe
const chunkBits = 20
const chunkSize = 2 ** chunkBits

/** Where a user's texts begin. */
export type TextPlace = number

/**
 * Texts as they are compared: UTF-8 with ASCII letters in lower case, those of one user behind one
 * another. Nothing is ever overwritten: a place stays good, whatever is added.
 */
export class UserTexts {
  #chunks: Uint8Array[] = []
  #used = chunkSize
  /** What all texts take, in bytes. */
  get bytes(): number {
    return this.#chunks.length * chunkSize
  }

  add(texts: readonly string[]): TextPlace {
    const parts = texts.map(foldedText)
    const length = parts.reduce((sum, part) => sum + part.length + 1, 2)
    if (this.#used + length > chunkSize) {
      this.#chunks.push(new Uint8Array(chunkSize))
      this.#used = 0
    }
    const chunk = this.#chunks.at(-1) ?? new Uint8Array()
    const place = (this.#chunks.length - 1) * chunkSize + this.#used
    chunk[this.#used++] = around
    for (const part of parts) {
      chunk.set(part, this.#used)
      this.#used += part.length
      chunk[this.#used++] = around
    }
    chunk[this.#used++] = end
    return place
  }

  /** The order of the first texts at two places, as of SQLite's NOCASE. */
  compare(a: TextPlace, b: TextPlace): number {
    const [one, other] = [this.#chunkAt(a), this.#chunkAt(b)]
    let [at, from] = [1 + (a % chunkSize), 1 + (b % chunkSize)]
    for (; one[at] === other[from]; at += 1, from += 1) if (one[at] === around) return 0
    return orderOf(one[at], other[from])
  }

  /** The same for a text that is in no place. */
  compareWith(a: TextPlace, text: Uint8Array): number {
    const chunk = this.#chunkAt(a)
    let at = 1 + (a % chunkSize)
    for (const byte of text) {
      if (chunk[at] !== byte) return orderOf(chunk[at], byte)
      at += 1
    }
    return chunk[at] === around ? 0 : 1
  }

  includes(place: TextPlace, { bytes }: Needle): boolean {
    const chunk = this.#chunkAt(place)
    const first = bytes[0] ?? end
    for (let at = place % chunkSize; chunk[at] !== end; at += 1) {
      if (chunk[at] !== first) continue
      let same = 1
      while (same < bytes.length && chunk[at + same] === bytes[same]) same += 1
      if (same === bytes.length) return true
    }
    return false
  }

  /** The last of the texts at a place. */
  lastAt(place: TextPlace): string {
    const chunk = this.#chunkAt(place)
    const start = place % chunkSize
    const stop = chunk.indexOf(end, start) - 1
    return Buffer.from(chunk.subarray(chunk.lastIndexOf(around, stop - 1) + 1, stop)).toString()
  }

  /** What stands at a place, for signatures. */
  signatureAt(place: TextPlace): Signature {
    const chunk = this.#chunkAt(place)
    const start = place % chunkSize
    return signatureOf(chunk.subarray(start, chunk.indexOf(end, start)))
  }

  #chunkAt(place: TextPlace): Uint8Array {
    return this.#chunks[place >>> chunkBits] ?? nothing
  }
}

const nothing = Uint8Array.of(around, around, end)

/** A text's end sorts before everything that goes on. */
function orderOf(a = 0, b = 0): number {
  if (a === around) return -1
  return b === around ? 1 : a - b
}

/** A byte that is 0 ends a text for SQLite's comparisons. */
export function foldedText(text: string): Buffer {
  const bytes = Buffer.from(lowerAscii(text))
  const zero = bytes.indexOf(0)
  return zero < 0 ? bytes : bytes.subarray(0, zero)
}

/** Which letters and which pairs of bytes there are, 32 kinds each: what is absent needs no search. */
export interface Signature {
  readonly letters: number
  readonly pairs: number
}

/** What is looked for, and what a text that has it must have in its signature. */
export interface Needle extends Signature {
  readonly bytes: Uint8Array
}

export function needleOf(operator: 'is' | 'starts' | 'contains', value: string): Needle {
  const text = [...foldedText(value)]
  const bytes = Uint8Array.from([
    ...(operator === 'contains' ? [] : [around]),
    ...text,
    ...(operator === 'is' ? [around] : []),
  ])
  return { bytes, ...signatureOf(bytes) }
}

function signatureOf(bytes: Uint8Array): Signature {
  let letters = 0
  let pairs = 0
  let before = 0
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0
    if (byte !== around) letters |= 1 << (byte & 31)
    if (index > 0) pairs |= 1 << (((before * 37 + byte) ^ (before >>> 2)) & 31)
    before = byte
  }
  return { letters: letters >>> 0, pairs: pairs >>> 0 }
}
