/** What is wrong with a line of text, and where. */
export interface QueryProblem {
  readonly message: string
  /** Offset of the first character it is about. */
  readonly at: number
  readonly length: number
}

interface Letter {
  readonly char: string
  /** Stood inside quotes: it is text, never an operator or a separator. */
  readonly quoted: boolean
}

/** A run of text between white space, with the quotes taken off. */
export interface Word {
  readonly at: number
  readonly length: number
  readonly letters: readonly Letter[]
}

export type Words =
  | { readonly ok: true; readonly words: readonly Word[] }
  | { readonly ok: false; readonly problem: QueryProblem }

/** Splits a line at its white space; double quotes keep it together, a backslash escapes in them. */
export function splitWords(line: string): Words {
  const words: Word[] = []
  let letters: Letter[] = []
  let start = -1
  let quoteAt = -1
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at)
    if (quoteAt < 0 && /\s/.test(char)) {
      if (start >= 0) words.push({ at: start, length: at - start, letters })
      letters = []
      start = -1
      continue
    }
    if (start < 0) start = at
    if (char === '"') quoteAt = quoteAt < 0 ? at : -1
    else if (quoteAt >= 0 && char === '\\' && at + 1 < line.length) {
      at += 1
      letters.push({ char: line.charAt(at), quoted: true })
    } else letters.push({ char, quoted: quoteAt >= 0 })
  }
  if (quoteAt >= 0) {
    const problem = { message: 'A quote has no end.', at: quoteAt, length: line.length - quoteAt }
    return { ok: false, problem }
  }
  if (start >= 0) words.push({ at: start, length: line.length - start, letters })
  return { ok: true, words }
}

export function textOf(letters: readonly Letter[]): string {
  return letters.map((letter) => letter.char).join('')
}

/** Where `char` first stands outside quotes, or -1. */
export function indexOfBare(letters: readonly Letter[], char: string): number {
  return letters.findIndex((letter) => !letter.quoted && letter.char === char)
}

export function isBare(letter: Letter | undefined, chars: string): boolean {
  return letter !== undefined && !letter.quoted && chars.includes(letter.char)
}

/** The parts between the separators that stand outside quotes. */
export function splitBare(letters: readonly Letter[], separator: string): string[] {
  const parts: string[] = ['']
  for (const letter of letters) {
    if (isBare(letter, separator)) parts.push('')
    else parts[parts.length - 1] += letter.char
  }
  return parts
}

/** Writes a value so that it reads back as it is. */
export function quote(value: string): string {
  const needsQuotes = value === '' || /[\s"\\,+]/.test(value) || /^[=~^<>]|\*$/.test(value)
  return needsQuotes ? `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"` : value
}
