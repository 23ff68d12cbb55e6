import type { RefreshTokenFilter } from '#store/refresh-token-filter.ts'
import type { Place, RefreshTokenSort } from '#store/refresh-token-sort.ts'

import type { TimeColumn, TokenBlock } from './token-block.ts'
import type { TokenColumns } from './token-columns.ts'
import type { ColumnCriterion } from './token-criteria.ts'
import { greatest, keepFewUsers, keepWithin, type Bounds } from './token-selection.ts'

/**
 * What a search sorts by, as numbers that the first row has least of: a descending sort turns the
 * bits round. Its bounds are a criterion like any other: no row before the place where the last
 * page ended, none behind the best that were found.
 */
export interface SortKey extends ColumnCriterion {
  /** That of the place where the last page ended. */
  readonly placeNumber: number | undefined
  /** The least number that may come onto the page. */
  readonly from: number
  /** The greatest number that may still come onto the page. */
  to: number
  keyAt(block: TokenBlock, slot: number): number
  /** Tells rows of one number apart whose texts may differ, before their ids do. */
  compareTexts?(block: TokenBlock, slot: number, other: RowPlace): number
  /** The same against the place where the last page ended. */
  compareWithPlace?(block: TokenBlock, slot: number): number
}

export interface RowPlace {
  readonly block: TokenBlock
  readonly slot: number
}

export interface KeyQuestion {
  readonly filter: RefreshTokenFilter
  readonly sort: RefreshTokenSort
  readonly place: Place | undefined
  readonly now: number
}

export function sortKeyOver(columns: TokenColumns, question: KeyQuestion): SortKey {
  const { by } = question.sort
  switch (by) {
    case 'issued':
    case 'lastUsed':
    case 'expires':
    case 'uses':
      return timeKey(by, question)
    case 'client':
      return clientKey(columns, question)
    case 'subject':
      return userKey(columns, question)
  }
}

function flipOf({ direction }: RefreshTokenSort): number {
  return direction === 'ascending' ? 0 : greatest
}

function timeKey(column: TimeColumn, question: KeyQuestion): SortKey {
  const flip = flipOf(question.sort)
  const numberOf = (value: number): number => (Math.min(Math.max(value, 0), greatest) ^ flip) >>> 0
  const placeNumber = question.place && numberOf(Number(question.place.key))
  const bounds = boundsOf(column, question).map(numberOf)
  const from = Math.max(placeNumber ?? 0, Math.min(...bounds))
  return {
    placeNumber,
    from,
    to: Math.max(...bounds),
    keyAt: (block, slot) => ((block[column][slot] ?? 0) ^ flip) >>> 0,
    keep(block, selection, count) {
      return keepWithin(block[column], { flip, from, to: this.to }, selection, count)
    },
    mayPass(block, zone) {
      const { least, greatest: most } = block.bounds[column]
      const [first, last] = flip === 0 ? [least, most] : [most, least]
      const isBehind = ((first[zone] ?? 0) ^ flip) >>> 0 > this.to
      return !isBehind && ((last[zone] ?? 0) ^ flip) >>> 0 >= from
    },
  }
}

/** What the filter leaves of the values that are sorted by: rows before them are as many as can be. */
function boundsOf(column: TimeColumn, { filter, now }: KeyQuestion): readonly number[] {
  if (column === 'uses') return [0, greatest]
  const { from = 0, to = greatest } = filter[column] ?? {}
  if (column !== 'expires') return [from, to]
  const isOnly = (name: 'active' | 'expired'): boolean =>
    filter.status?.every((each) => each === name) === true
  return [
    isOnly('active') ? Math.max(from, now + 1) : from,
    isOnly('expired') ? Math.min(to, now) : to,
  ]
}

function clientKey({ clients }: TokenColumns, { filter, sort, place }: KeyQuestion): SortKey {
  const { ranking } = clients
  const { ranks } = ranking
  const numberOf = (rank: number): number => (rank ^ flipOf(sort)) >>> 0
  const flip = flipOf(sort)
  const placeNumber = place && numberOf(ranking.rankOf(String(place.key)))
  const listed = (filter.clients ?? []).map((clientId) => numberOf(clients.rankOfClient(clientId)))
  const from = Math.max(placeNumber ?? 0, filter.clients ? Math.min(...listed) : 0)
  return {
    placeNumber,
    from,
    to: filter.clients ? Math.max(...listed) : greatest,
    keyAt: ({ client }, slot) => ((ranks[client[slot] ?? 0] ?? 0) ^ flip) >>> 0,
    keep({ client }, selection, count) {
      if (this.to < from) return 0
      const span = (this.to - from) >>> 0
      let kept = 0
      for (let index = 0; index < count; index += 1) {
        const slot = selection[index] ?? 0
        if ((((ranks[client[slot] ?? 0] ?? 0) ^ flip) - from) >>> 0 > span) continue
        selection[kept] = slot
        kept += 1
      }
      return kept
    },
  }
}

function userKey({ users }: TokenColumns, { filter, sort, place }: KeyQuestion): SortKey {
  const { ranks } = users
  const flip = flipOf(sort)
  const sign = flip === 0 ? 1 : -1
  const placeNumber = place && (users.rankOf(String(place.key)) ^ flip) >>> 0
  const from = placeNumber ?? 0
  const meant = filter.subject && users.matchesOf(filter.subject).found
  // The bounds become tighter alone, so that each time there are fewer users to look through.
  let near = { to: -1, bits: meant ?? new Uint32Array(Math.ceil(ranks.length / 32)).fill(greatest) }
  const texts: Pick<SortKey, 'compareTexts' | 'compareWithPlace'> = {
    compareTexts: ({ user }, slot, other) =>
      sign * users.compare(user[slot] ?? 0, other.block.user[other.slot] ?? 0),
    compareWithPlace: ({ user }, slot) =>
      sign * users.compareWith(user[slot] ?? 0, String(place?.key ?? '')),
  }
  return {
    placeNumber,
    from,
    to: greatest,
    keyAt: ({ user }, slot) => ((ranks[user[slot] ?? 0] ?? 0) ^ flip) >>> 0,
    keep({ user }, selection, count) {
      if (from === 0 && this.to === greatest) return count
      if (this.to < from) return 0
      // One bit a user fits the processor's cache, the ranks of a million do not.
      if (near.to !== this.to)
        near = { to: this.to, bits: usersWithin(ranks, near.bits, { flip, from, to: this.to }) }
      return keepFewUsers(near.bits, user, selection, count)
    },
    ...(users.isOrdered ? {} : texts),
  }
}

/** Of some users, those within the bounds. */
function usersWithin(
  ranks: Uint32Array,
  users: Uint32Array,
  { flip, from, to }: Bounds,
): Uint32Array<ArrayBuffer> {
  const bits = new Uint32Array(users.length)
  const span = (to - from) >>> 0
  for (let index = 0; index < users.length; index += 1) {
    const word = users[index] ?? 0
    if (word === 0) continue
    let within = 0
    for (let bit = 0; bit < 32; bit += 1) {
      const key = ((ranks[index * 32 + bit] ?? 0) ^ flip) >>> 0
      within |= (((key - from) >>> 0 <= span ? 1 : 0) & (word >>> bit)) << bit
    }
    bits[index] = within
  }
  return bits
}
