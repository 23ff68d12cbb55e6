import { lowerAscii, TextCodes } from './text-codes.ts'

/** The clients that tokens belong to, with what they sort by: a name, or the id of a deleted one. */
export class TokenClients {
  readonly codes: TextCodes
  #names: ReadonlyMap<string, string> = new Map()
  #ranking: Ranking | undefined
  #rankedTexts = 0

  constructor(limit: number) {
    this.codes = new TextCodes(limit)
  }

  rename(names: ReadonlyMap<string, string>): void {
    this.#names = names
    this.#ranking = undefined
  }

  /** The order of all clients by what they sort by; equal texts have equal ranks. */
  get ranking(): Ranking {
    // A number may be used for another client since.
    const version = this.codes.version
    if (this.#ranking && this.#rankedTexts === version) return this.#ranking
    this.#rankedTexts = version
    this.#ranking = rank(
      [...this.codes.entries()].map(([code, clientId]) => ({
        code,
        text: foldedBytes(this.#names.get(clientId) ?? clientId),
      })),
      this.codes.other + 1,
    )
    return this.#ranking
  }

  /** 0 for a client without tokens. */
  rankOfClient(clientId: string): number {
    return this.ranking.ranks[this.codes.codeOf(clientId) ?? 0] ?? 0
  }
}

export interface Ranking {
  /** By code; odd numbers. */
  readonly ranks: Uint32Array
  /** Where any text stands among them: odd where it is one of them, even between two. */
  rankOf(text: string): number
}

interface Ranked {
  readonly code: number
  readonly text: Buffer
}

function rank(entries: readonly Ranked[], size: number): Ranking {
  const sorted = entries.toSorted((a, b) => Buffer.compare(a.text, b.text))
  const ranks = new Uint32Array(size)
  const distinct: Buffer[] = []
  for (const { code, text } of sorted) {
    if (!distinct.at(-1)?.equals(text)) distinct.push(text)
    ranks[code] = 2 * distinct.length - 1
  }
  return {
    ranks,
    rankOf(text) {
      const folded = foldedBytes(text)
      const before = distinct.filter((each) => Buffer.compare(each, folded) < 0).length
      return 2 * before + (distinct[before]?.equals(folded) ? 1 : 0)
    },
  }
}

/** Bytes whose order is that of SQLite's NOCASE. */
export function foldedBytes(text: string): Buffer {
  return Buffer.from(lowerAscii(text))
}
