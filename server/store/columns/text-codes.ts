/**
 * Numbers for texts that repeat. A text keeps its number as long as somebody uses it, and gives it
 * back then; beyond `limit` different ones all others share the number `other`.
 */
export class TextCodes {
  /** The number of "no text". */
  static readonly none = 0
  readonly #limit: number
  readonly #codes = new Map<string, number>()
  readonly #free: number[] = []
  readonly texts: (string | undefined)[] = [undefined]
  readonly uses: number[] = [0]
  #version = 0

  /** @param limit at most 65,534: codes fit 16 bits. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Moves on whenever a number gets a text. */
  get version(): number {
    return this.#version
  }

  get other(): number {
    return this.#limit + 1
  }

  /** Whether some texts are not told apart: then nothing can be decided by text. */
  get isOverrun(): boolean {
    return (this.uses[this.other] ?? 0) > 0
  }

  codeOf(text: string): number | undefined {
    return this.#codes.get(text)
  }

  /** The text's number, which is used once more from now on. */
  use(text: string | null): number {
    const code = text === null ? TextCodes.none : (this.#codes.get(text) ?? this.#add(text))
    this.uses[code] = (this.uses[code] ?? 0) + 1
    return code
  }

  release(code: number): void {
    const left = (this.uses[code] ?? 0) - 1
    this.uses[code] = left
    const text = this.texts[code]
    if (left > 0 || text === undefined) return
    this.#codes.delete(text)
    this.texts[code] = undefined
    this.#free.push(code)
  }

  #add(text: string): number {
    const code =
      this.#free.pop() ?? (this.texts.length <= this.#limit ? this.texts.length : this.other)
    if (code === this.other) return code
    this.#version += 1
    this.texts[code] = text
    this.uses[code] = 0
    this.#codes.set(text, code)
    return code
  }

  inUse(): readonly string[] {
    return [...this.#codes.keys()]
  }

  /** The texts in use. */
  *entries(): Iterable<readonly [code: number, text: string]> {
    for (const [text, code] of this.#codes) yield [code, text]
  }

  /** 1 for each number whose text passes. */
  tableOf(passes: (text: string) => boolean): Uint8Array {
    const table = new Uint8Array(this.#limit + 2)
    for (const [code, text] of this.entries()) table[code] = passes(text) ? 1 : 0
    return table
  }
}

/** As SQLite ignores case: in ASCII alone. */
export function lowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
