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
  /** Of what was added last. */
  signature: Signature = { letters: 0, pairs: 0 }
  /** What all texts take, in bytes. */
  get bytes(): number {
    return this.#chunks.length * chunkSize
  }

  /** Returns where they are, and leaves their signature in `signature`. */
  add(texts: readonly string[]): TextPlace {
    const most = texts.reduce((sum, text) => sum + 3 * text.length + 1, 2)
    if (this.#used + most > chunkSize) {
      this.#chunks.push(new Uint8Array(chunkSize))
      this.#used = 0
    }
    const chunk = this.#chunks.at(-1) ?? new Uint8Array()
    const start = this.#used
    let at = start
    chunk[at++] = around
    for (const text of texts) {
      at = write(text, chunk, at)
      chunk[at++] = around
    }
    chunk[at++] = end
    this.#used = at
    this.signature = signatureOf(chunk, start, at - 1)
    return (this.#chunks.length - 1) * chunkSize + start
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

const encoder = new TextEncoder()

/**
 * Writes a text as it is compared and returns where it ends: ASCII letters in lower case, no
 * further than a zero, which ends a text for SQLite.
 */
function write(text: string, bytes: Uint8Array, start: number): number {
  let at = start
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code > 127) return writeEncoded(text, bytes, start)
    if (code === 0) return at
    bytes[at++] = lower(code)
  }
  return at
}

function writeEncoded(text: string, bytes: Uint8Array, start: number): number {
  const { written } = encoder.encodeInto(text, bytes.subarray(start, start + 3 * text.length))
  for (let at = start; at < start + written; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte === 0) return at
    bytes[at] = lower(byte)
  }
  return start + written
}

function lower(byte: number): number {
  return byte >= 65 && byte <= 90 ? byte + 32 : byte
}

/** A text as it is compared. */
export function foldedText(text: string): Uint8Array {
  const bytes = new Uint8Array(3 * text.length)
  return bytes.subarray(0, write(text, bytes, 0))
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
  return { bytes, ...signatureOf(bytes, 0, bytes.length) }
}

function signatureOf(bytes: Uint8Array, from: number, to: number): Signature {
  let letters = 0
  let pairs = 0
  let before = 0
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte !== around) letters |= 1 << (byte & 31)
    if (at > from) pairs |= 1 << (((before * 37 + byte) ^ (before >>> 2)) & 31)
    before = byte
  }
  return { letters: letters >>> 0, pairs: pairs >>> 0 }
}
