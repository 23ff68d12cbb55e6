/** Numbers for texts, from 1 on in the order in which they came; 0 is "no text". */
export class TextNumbers {
  readonly #numbers = new Map<string, number>()
  readonly texts: (string | undefined)[] = [undefined]

  get size(): number {
    return this.texts.length
  }

  numberOf(text: string | null): number {
    if (text === null) return 0
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const number = this.texts.length
    this.#numbers.set(text, number)
    this.texts.push(text)
    return number
  }

  /** 1 for each number whose text passes; "no text" never does. */
  tableOf(passes: (text: string) => boolean): Uint8Array {
    return Uint8Array.from(this.texts, (text) => (text !== undefined && passes(text) ? 1 : 0))
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
