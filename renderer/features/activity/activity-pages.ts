import type { DecisionSummary } from '#contract/activity.ts'

/** As many as the issuer gives at once. */
export const pageSize = 200
/** What is asked for of that which is new; where there is more, the list starts over. */
export const newestAtOnce = 500
/** Lines that memory holds; older ones are found by narrowing the filter. */
export const heldAtMost = 100_000

/** What has been loaded, newest first. */
export interface ActivityPages {
  readonly records: readonly DecisionSummary[]
  /** There are older ones that can be loaded. */
  readonly hasMore: boolean
  /** Records after this id came while the list was watched. */
  readonly seen: number
}

export function firstPage(records: readonly DecisionSummary[], limit = pageSize): ActivityPages {
  return { records, hasMore: records.length === limit, seen: records[0]?.id ?? 0 }
}

/** Puts what is newer on top. A full answer has left something out in between: the list starts over. */
export function prepend(pages: ActivityPages, newer: readonly DecisionSummary[]): ActivityPages {
  const newest = pages.records[0]?.id ?? 0
  const fresh = newer.filter(({ id }) => id > newest)
  if (fresh.length === 0) return pages
  if (fresh.length === newestAtOnce) return { ...firstPage(fresh, newestAtOnce), seen: newest }
  const records = [...fresh, ...pages.records]
  const hasTooMany = records.length > heldAtMost
  return {
    records: hasTooMany ? records.slice(0, heldAtMost) : records,
    hasMore: pages.hasMore && !hasTooMany,
    seen: newest,
  }
}

/** Puts an older page below, unless something else has been put there meanwhile. */
export function append(
  pages: ActivityPages,
  before: number,
  older: readonly DecisionSummary[],
): ActivityPages {
  if (pages.records.at(-1)?.id !== before) return pages
  const records = [...pages.records, ...older]
  return {
    ...pages,
    records,
    hasMore: older.length === pageSize && records.length < heldAtMost,
  }
}
