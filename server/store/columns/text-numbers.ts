import { lowerAscii } from './text-codes.ts'

/** Numbers for texts, from 1 on in the order in which they came; 0 is "no text". */
export class TextNumbers {
  readonly #numbers = new Map<string, number>()
  readonly texts: (string | undefined)[] = [undefined]
  /** The same in lower case, as far as anybody has asked. */
  readonly #lowered: (string | undefined)[] = [undefined]

  get size(): number {
    return this.texts.length
  }

  numberOf(text: string | null): number {
    if (text === null) return 0
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const number = this.texts.length
    const kept = copyOf(text)
    this.#numbers.set(kept, number)
    this.texts.push(kept)
    return number
  }

  /** 1 for each number whose text passes in lower case; "no text" never does. */
  tableOf(passes: (lowered: string, text: string) => boolean): Uint8Array {
    const table = new Uint8Array(this.size)
    for (let number = 1; number < this.size; number += 1) {
      const text = this.texts[number] ?? ''
      const lowered = (this.#lowered[number] ??= lowerAscii(text))
      if (passes(lowered, text)) table[number] = 1
    }
    return table
  }

  /** The same for these texts. */
  tableOfThese(texts: readonly string[]): Uint8Array {
    const table = new Uint8Array(this.size)
    for (const text of texts) {
      const number = this.#numbers.get(text)
      if (number !== undefined) table[number] = 1
    }
    return table
  }
}

/** A part of a longer text keeps all of it in memory; what has been parsed is a text of its own. */
function copyOf(text: string): string {
  // What JSON.stringify makes of a text is a text again.
  return JSON.parse(JSON.stringify(text)) as string
}
