import type { RefreshTokenSort } from '#store/refresh-token-sort.ts'

import type { TokenBlock } from './token-block.ts'
import type { TokenColumns } from './token-columns.ts'
import type { ColumnCriterion } from './token-criteria.ts'
import { sortKeyOver, type KeyQuestion, type SortKey } from './token-keys.ts'
import { ordered, scan, shareOf, type Zone, type Zones } from './token-scan.ts'

export interface PageSearch extends KeyQuestion {
  readonly criteria: readonly ColumnCriterion[]
  readonly limit: number
  readonly zones: Zones
}

/** After so many zones it is asked again which of filter and sort leaves less. */
const zonesBetweenLooks = 8

/**
 * The ids of one page, in order, without any order being kept: a scan that remembers the best rows
 * so far and passes over what cannot be among them. Ids and times of issue grow together, so it
 * begins where the first rows are likely, and its bound is tight soon.
 */
export function pageOfColumns(columns: TokenColumns, search: PageSearch): number[] {
  const { sort, place, limit, zones } = search
  const key = sortKeyOver(columns, search)
  const best = new BestRows(key, place?.id, limit, sort.direction)
  const { list, firstShare } = ordered(zones, search.criteria)
  const isDescending = sort.direction === 'descending'
  // Rare rows are found by the filter first, frequent ones by the bound of the sort.
  let plan = [...list, key]
  const planFor = (zone: Zone, index: number): readonly ColumnCriterion[] => {
    if (best.isFull && index % zonesBetweenLooks === 0)
      plan = shareOf([zone], [key]) < firstShare ? [key, ...list] : [...list, key]
    return plan
  }
  scan(zones, isDescending, planFor, (block, selection, count) => {
    if (isDescending)
      for (let index = count - 1; index >= 0; index -= 1) best.add(block, selection[index] ?? 0)
    else for (let index = 0; index < count; index += 1) best.add(block, selection[index] ?? 0)
    return key.to >= key.from
  })
  return best.ids()
}

/** The best rows so far; where keys and texts are equal, the one that was scanned first is better. */
class BestRows {
  readonly #key: SortKey
  readonly #limit: number
  readonly #placeId: number | undefined
  readonly #isDescending: boolean
  #keys: Float64Array
  #blocks: TokenBlock[] = []
  #slots: number[] = []
  #size = 0
  /** Whether there is a bound. */
  isFull = false

  constructor(
    key: SortKey,
    placeId: number | undefined,
    limit: number,
    direction: RefreshTokenSort['direction'],
  ) {
    this.#key = key
    this.#limit = limit
    this.#placeId = placeId
    this.#isDescending = direction === 'descending'
    this.#keys = new Float64Array(Math.max(1024, 3 * limit))
  }

  add(block: TokenBlock, slot: number): void {
    const number = this.#key.keyAt(block, slot)
    // The bound may have become tighter within the zone.
    if (number > this.#key.to) return
    if (number === this.#key.placeNumber && !this.#isBehindPlace(block, slot)) return
    this.#keys[this.#size] = number
    this.#blocks[this.#size] = block
    this.#slots[this.#size] = slot
    this.#size += 1
    if (this.#size === this.#keys.length) this.#settle()
  }

  #isBehindPlace(block: TokenBlock, slot: number): boolean {
    if (this.#placeId === undefined) return true
    const order = this.#key.compareWithPlace?.(block, slot) ?? 0
    if (order !== 0) return order > 0
    const id = block.base + slot
    return this.#isDescending ? id < this.#placeId : id > this.#placeId
  }

  /** Drops all but the best, and sets the bound by the last of them. */
  #settle(): void {
    const order = Array.from({ length: this.#size }, (_, index) => index)
    order.sort((a, b) => this.#compare(a, b) || a - b)
    const kept = order.slice(0, this.#limit)
    const keys = kept.map((index) => this.#keys[index] ?? 0)
    this.#blocks = kept.flatMap((index) => this.#blocks[index] ?? [])
    this.#slots = kept.map((index) => this.#slots[index] ?? 0)
    this.#keys.set(keys)
    this.#size = kept.length
    const last = keys.at(-1)
    if (this.#size < this.#limit || last === undefined) return
    this.isFull = true
    // Of equal keys, what is scanned later is worse; unless texts decide before the ids.
    this.#key.to = this.#key.compareTexts ? last : last - 1
  }

  #compare(a: number, b: number): number {
    const order = (this.#keys[a] ?? 0) - (this.#keys[b] ?? 0)
    const [block, other] = [this.#blocks[a], this.#blocks[b]]
    if (order !== 0 || !this.#key.compareTexts || !block || !other) return order
    return this.#key.compareTexts(block, this.#slots[a] ?? 0, {
      block: other,
      slot: this.#slots[b] ?? 0,
    })
  }

  ids(): number[] {
    this.#settle()
    return this.#slots.slice(0, this.#limit).map((slot, index) => {
      const block = this.#blocks[index]
      return (block?.base ?? 0) + slot
    })
  }
}
