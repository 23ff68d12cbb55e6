import { foldedText, needleOf, UserTexts, type Needle, type TextPlace } from './user-texts.ts'

export interface TokenUser {
  readonly id: number
  readonly subject: string
  readonly username: string
  readonly name: string
}

export interface SubjectCriterion {
  readonly operator: 'is' | 'starts' | 'contains'
  readonly value: string
}

/** Users that are meant by a criterion. */
export interface UserMatches {
  /** One bit a user: small enough for the processor's cache. */
  readonly found: Uint32Array
  /** How many bits are set. */
  hits: number
}

const remembered = 8
/** Users that are not in the order yet are compared by their texts: few enough for that. */
const unorderedLimit = 1000
const rewrittenLimit = 10_000

/**
 * The users that tokens belong to, deleted ones too, under numbers from 1 on. A deleted user is
 * known by the subject of its tokens alone.
 */
export class TokenUsers {
  readonly #texts = new UserTexts()
  #size = 1
  #numberById = new Uint32Array(1024)
  #numberBySubject = new Map<string, number>()
  #place = new Uint32Array(1024)
  #letters = new Uint32Array(1024)
  #pairs = new Uint32Array(1024)
  #known = new Uint8Array(1024)
  #ranks = new Uint32Array(1024)
  /** Places of different texts in order, as they stood when they came into it. */
  #order = new Uint32Array(1024)
  #ordered = 0
  readonly #unordered = new Set<number>()
  /** How many texts were written in place of others, which still take their room. */
  #rewritten = 0
  readonly #matches = new Map<string, { readonly needle: Needle; readonly users: UserMatches }>()

  get size(): number {
    return this.#size - 1
  }

  get bytes(): number {
    const numbers = [this.#numberById, this.#place, this.#letters, this.#pairs, this.#ranks]
    const arrays = [...numbers, this.#known, this.#order]
    return arrays.reduce((sum, { byteLength }) => sum + byteLength, this.#texts.bytes)
  }

  /** The number of a user's row, whether or not it is there still; 0 for one never seen. */
  numberOf(id: number): number {
    return this.#numberById[id] ?? 0
  }

  put(user: TokenUser): number {
    const number = this.load(user)
    this.#rank(number, this.#place[number] ?? 0)
    return number
  }

  /** Puts a user in whose place in the order is told later, by `arrange`. */
  load({ id, subject, username, name }: TokenUser): number {
    const number = this.#numberOfId(id)
    this.#write(number, [username, name, subject], 1)
    return number
  }

  /** Called for all loaded users in the order of their names; one that has changed since waits. */
  arrange(id: number, username: string): void {
    const number = this.numberOf(id)
    const place = this.#place[number] ?? 0
    if (number > 0 && this.#texts.compareWith(place, foldedText(username)) === 0)
      this.#rank(number, place)
  }

  /** A user whose row is gone: all that is left is the subject in its tokens. */
  putDeleted(id: number | null, subject: string): number {
    const number = id === null ? this.#numberOfSubject(subject) : this.#numberOfId(id)
    this.#write(number, [subject], 2)
    this.#rank(number, this.#place[number] ?? 0)
    return number
  }

  /** A user's row has gone: its texts shrink to the subject. */
  forget(id: number): void {
    const number = this.numberOf(id)
    const place = this.#place[number] ?? 0
    if (number > 0 && this.#known[number] === 1) this.putDeleted(id, this.#texts.lastAt(place))
  }

  #numberOfId(id: number): number {
    const known = this.numberOf(id)
    if (known > 0) return known
    if (id >= this.#numberById.length) this.#numberById = grown(this.#numberById, id + 1)
    this.#numberById[id] = this.#size
    return this.#next()
  }

  #numberOfSubject(subject: string): number {
    const number = this.#numberBySubject.get(subject) ?? this.#next()
    this.#numberBySubject.set(subject, number)
    return number
  }

  #next(): number {
    const number = this.#size
    if (number === this.#place.length) {
      this.#place = grown(this.#place, number + 1)
      this.#letters = grown(this.#letters, number + 1)
      this.#pairs = grown(this.#pairs, number + 1)
      this.#ranks = grown(this.#ranks, number + 1)
      const known = new Uint8Array(this.#place.length)
      known.set(this.#known)
      this.#known = known
    }
    this.#size += 1
    return number
  }

  #write(number: number, texts: readonly string[], known: 1 | 2): void {
    if (this.#known[number] !== 0) this.#rewritten += 1
    const place = this.#texts.add(texts)
    const { letters, pairs } = this.#texts.signature
    this.#place[number] = place
    this.#letters[number] = letters
    this.#pairs[number] = pairs
    this.#known[number] = known
    for (const [key, { needle, users }] of this.#matches)
      if (number >= users.found.length * 32) this.#matches.delete(key)
      else setMatch(users, number, this.#matchOf(number, needle))
  }

  #rank(number: number, place: TextPlace): void {
    this.#unordered.delete(number)
    const last = this.#order[this.#ordered - 1]
    // Users are read in this order, so that most are put at its end.
    if (last === undefined || this.#texts.compare(last, place) < 0) {
      if (this.#ordered === this.#order.length) this.#order = grown(this.#order, this.#ordered + 1)
      this.#order[this.#ordered++] = place
      this.#ranks[number] = 2 * this.#ordered - 1
      return
    }
    const rank = this.#rankAt((other) => this.#texts.compare(other, place))
    this.#ranks[number] = rank
    if (rank % 2 === 0) this.#unordered.add(number)
  }

  /** Odd where the text is one of those in order, even between two. */
  #rankAt(compare: (place: TextPlace) => number): number {
    let from = 0
    let to = this.#ordered
    while (from < to) {
      const middle = (from + to) >>> 1
      if (compare(this.#order[middle] ?? 0) < 0) from = middle + 1
      else to = middle
    }
    const place = from < this.#ordered ? this.#order[from] : undefined
    return 2 * from + (place !== undefined && compare(place) === 0 ? 1 : 0)
  }

  /** By number. Equal odd ranks are equal texts; equal even ones are told apart by `compare`. */
  get ranks(): Uint32Array {
    return this.#ranks
  }

  compare(a: number, b: number): number {
    return this.#texts.compare(this.#place[a] ?? 0, this.#place[b] ?? 0)
  }

  rankOf(text: string): number {
    const folded = foldedText(text)
    return this.#rankAt((place) => this.#texts.compareWith(place, folded))
  }

  compareWith(number: number, text: string): number {
    return this.#texts.compareWith(this.#place[number] ?? 0, foldedText(text))
  }

  /** Whether most texts are of users that have others by now: time to begin anew. */
  get isWasteful(): boolean {
    return this.#rewritten > Math.max(this.size, rewrittenLimit)
  }

  /** Whether too many users came or changed since the order was made. */
  get needsOrder(): boolean {
    return this.#unordered.size > unorderedLimit
  }

  /** Whether equal ranks are always equal texts. */
  get isOrdered(): boolean {
    return this.#unordered.size === 0
  }

  /** Brings those that came since into the order: each stands between two, as its rank says. */
  putInOrder(): void {
    const rankOf = (number: number): number => this.#ranks[number] ?? 0
    const added = [...this.#unordered].toSorted(
      (a, b) => rankOf(a) - rankOf(b) || this.compare(a, b),
    )
    const order = new Uint32Array(this.#ordered + added.length)
    const newRanks = new Uint32Array(added.length)
    /** Where each old position has moved to. */
    const moved = new Uint32Array(this.#ordered)
    let next = 0
    let taken = 0
    for (let index = 0; index <= this.#ordered; index += 1) {
      for (let number = added[taken]; number !== undefined; number = added[taken]) {
        if (rankOf(number) !== 2 * index) break
        const before = added[taken - 1]
        if (before === undefined || rankOf(before) !== 2 * index || this.compare(before, number))
          order[next++] = this.#place[number] ?? 0
        newRanks[taken++] = 2 * next - 1
      }
      if (index === this.#ordered) break
      moved[index] = next
      order[next++] = this.#order[index] ?? 0
    }
    for (let number = 1; number < this.#size; number += 1)
      this.#ranks[number] = 2 * (moved[rankOf(number) >>> 1] ?? 0) + 1
    for (const [index, number] of added.entries()) this.#ranks[number] = newRanks[index] ?? 0
    this.#order = order
    this.#ordered = next
    this.#unordered.clear()
  }

  /** Who is meant by a criterion; remembered, because a count and other pages follow a page. */
  matchesOf({ operator, value }: SubjectCriterion): UserMatches {
    const key = `${operator} ${value}`
    const known = this.#matches.get(key)
    if (known) return known.users
    const needle = needleOf(operator, value)
    const users = { found: new Uint32Array(Math.ceil(this.#place.length / 32)), hits: 0 }
    for (let number = 1; number < this.#size; number += 1) {
      if (this.#matchOf(number, needle)) setMatch(users, number, true)
    }
    const [oldest] = this.#matches.keys()
    if (oldest !== undefined && this.#matches.size >= remembered) this.#matches.delete(oldest)
    this.#matches.set(key, { needle, users })
    return users
  }

  #matchOf(number: number, needle: Needle): boolean {
    return (
      ((this.#letters[number] ?? 0) & needle.letters) >>> 0 === needle.letters &&
      ((this.#pairs[number] ?? 0) & needle.pairs) >>> 0 === needle.pairs &&
      this.#texts.includes(this.#place[number] ?? 0, needle)
    )
  }
}

function setMatch(users: UserMatches, number: number, isMatch: boolean): void {
  const { found } = users
  const index = number >>> 5
  const bit = 1 << (number & 31)
  const before = found[index] ?? 0
  const after = (isMatch ? before | bit : before & ~bit) >>> 0
  found[index] = after
  if (after !== before) users.hits += isMatch ? 1 : -1
}

/** Room for `size`, and for a quarter more that comes later. */
function grown(array: Uint32Array, size: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.ceil(size * 1.25))
  larger.set(array)
  return larger
}
