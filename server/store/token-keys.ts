import type { Place, RefreshTokenSort } from './refresh-token-sort.ts'
import type { TimeColumn, TokenBlock } from './token-block.ts'
import type { TokenColumns } from './token-columns.ts'
import type { ColumnCriterion, Selection } from './token-criteria.ts'

const greatest = 0xffffffff

/**
 * What a search sorts by, as numbers that the first row has least of: a descending sort turns the
 * bits round. Its bounds are a criterion like any other: no row before the place where the last
 * page ended, none behind the best that were found.
 */
export interface SortKey extends ColumnCriterion {
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

export function sortKeyOver(
  columns: TokenColumns,
  { by, direction }: RefreshTokenSort,
  place: Place | undefined,
): SortKey {
  const flip = direction === 'ascending' ? 0 : greatest
  switch (by) {
    case 'issued':
    case 'lastUsed':
    case 'expires':
    case 'uses':
      return timeKey(by, flip, place)
    case 'client':
      return clientKey(columns, flip, place)
    case 'subject':
      return userKey(columns, flip, place)
  }
}

function timeKey(column: TimeColumn, flip: number, place: Place | undefined): SortKey {
  // A cursor may carry more than a column holds: then everything lies on one side of it.
  const from = place ? (Math.min(Number(place.key), greatest) ^ flip) >>> 0 : 0
  return {
    from,
    to: greatest,
    keyAt: (block, slot) => ((block[column][slot] ?? 0) ^ flip) >>> 0,
    keep(block, selection, count) {
      return keepTimes(block[column], selection, count, { flip, from, to: this.to })
    },
    mayPass(block, zone) {
      const { least, greatest: most } = block.bounds[column]
      const [first, last] = flip === 0 ? [least, most] : [most, least]
      const isBehind = ((first[zone] ?? 0) ^ flip) >>> 0 > this.to
      return !isBehind && ((last[zone] ?? 0) ^ flip) >>> 0 >= from
    },
  }
}

interface Bounds {
  readonly flip: number
  readonly from: number
  readonly to: number
}

function keepTimes(
  values: Uint32Array,
  selection: Selection,
  count: number,
  { flip, from, to }: Bounds,
): number {
  let kept = 0
  for (let index = 0; index < count; index += 1) {
    const slot = selection[index] ?? 0
    const key = ((values[slot] ?? 0) ^ flip) >>> 0
    if (key > to || key < from) continue
    selection[kept] = slot
    kept += 1
  }
  return kept
}

function clientKey(columns: TokenColumns, flip: number, place: Place | undefined): SortKey {
  const { ranking } = columns.clients
  const { ranks } = ranking
  const from = place ? (ranking.rankOf(String(place.key)) ^ flip) >>> 0 : 0
  return {
    from,
    to: greatest,
    keyAt: ({ client }, slot) => ((ranks[client[slot] ?? 0] ?? 0) ^ flip) >>> 0,
    keep({ client }, selection, count) {
      const { to } = this
      let kept = 0
      for (let index = 0; index < count; index += 1) {
        const slot = selection[index] ?? 0
        const key = ((ranks[client[slot] ?? 0] ?? 0) ^ flip) >>> 0
        if (key > to || key < from) continue
        selection[kept] = slot
        kept += 1
      }
      return kept
    },
  }
}

function userKey({ users }: TokenColumns, flip: number, place: Place | undefined): SortKey {
  const { ranks } = users
  const from = place ? (users.rankOf(String(place.key)) ^ flip) >>> 0 : 0
  const sign = flip === 0 ? 1 : -1
  const texts: Pick<SortKey, 'compareTexts' | 'compareWithPlace'> = {
    compareTexts: ({ user }, slot, other) =>
      sign * users.compare(user[slot] ?? 0, other.block.user[other.slot] ?? 0),
    compareWithPlace: ({ user }, slot) =>
      sign * users.compareWith(user[slot] ?? 0, String(place?.key ?? '')),
  }
  return {
    from,
    to: greatest,
    keyAt: ({ user }, slot) => ((ranks[user[slot] ?? 0] ?? 0) ^ flip) >>> 0,
    keep({ user }, selection, count) {
      const { to } = this
      let kept = 0
      for (let index = 0; index < count; index += 1) {
        const slot = selection[index] ?? 0
        const key = ((ranks[user[slot] ?? 0] ?? 0) ^ flip) >>> 0
        if (key > to || key < from) continue
        selection[kept] = slot
        kept += 1
      }
      return kept
    },
    ...(users.isOrdered ? {} : texts),
  }
}
