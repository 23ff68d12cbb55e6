import type { Output } from '#contract/operations.ts'
import type { RefreshTokenRow } from '#contract/refresh-tokens.ts'

type Answer = Output<'refreshTokens.search'>

/** The row that a loaded page follows (the first page: none), and the cursor that asks for it. */
interface PageStart {
  readonly after: string | undefined
  readonly cursor: string | undefined
}

/** What has been loaded of an answer, page by page, as one list. */
export interface TokenPages {
  readonly rows: readonly RefreshTokenRow[]
  readonly starts: readonly PageStart[]
  readonly nextCursor: string | null
}

export function firstPage(answer: Answer): TokenPages {
  return {
    rows: answer.rows,
    starts: [{ after: undefined, cursor: undefined }],
    nextCursor: answer.nextCursor,
  }
}

/** The next page, behind what is there. */
export function append(pages: TokenPages, answer: Answer): TokenPages {
  if (pages.nextCursor === null) return pages
  const known = locate(pages.rows, new Set(answer.rows.map((row) => row.id)))
  return {
    rows: pages.rows.concat(answer.rows.filter((row) => !known.has(row.id))),
    starts: [...pages.starts, { after: pages.rows.at(-1)?.id, cursor: pages.nextCursor }],
    nextCursor: answer.nextCursor,
  }
}

/** The pages that hold the rows `first` to `last`, and always the first page. */
export function pagesToRefresh(pages: TokenPages, first: number, last: number): number[] {
  const begins = beginnings(pages)
  return begins.flatMap((begin, page) => {
    const end = begins[page + 1] ?? pages.rows.length
    return page === 0 || (begin <= last && end > first) ? [page] : []
  })
}

/**
 * Puts a page that was asked for again in the place of what was there. Rows that new ones have
 * pushed out of it stay behind it; when the two have nothing in common, loading starts over.
 */
export function refresh(pages: TokenPages, page: number, answer: Answer): TokenPages {
  const begins = beginnings(pages)
  const begin = begins[page]
  if (begin === undefined) return pages
  const places = locate(pages.rows, new Set(answer.rows.map((row) => row.id)))
  const fresh = answer.rows.map((row) => keepUnchanged(pages.rows[places.get(row.id) ?? -1], row))
  const without = (from: number, to?: number): readonly RefreshTokenRow[] => {
    const rows = pages.rows.slice(from, to)
    const end = to ?? pages.rows.length
    const moved = [...places.values()].some((place) => place >= from && place < end)
    return moved ? rows.filter((row) => !places.has(row.id)) : rows
  }
  const starts = pages.starts.slice(0, page + 1)
  const startedOver = {
    rows: without(0, begin).concat(fresh),
    starts,
    nextCursor: answer.nextCursor,
  }
  const lastKnown = fresh.findLast((row) => places.has(row.id))
  const reached = places.get(lastKnown?.id ?? '') ?? -1
  // Far off its place, a row says nothing about its neighbors.
  const adrift = reached < begin || reached > begin + 3 * fresh.length
  if (answer.nextCursor === null || adrift || reached === pages.rows.length - 1) return startedOver
  const isGone = (index: number): boolean =>
    index >= begin && index < reached && !places.has(pages.rows[index]?.id ?? '')
  const later = pages.starts.slice(page + 1).map(({ cursor }, at) => {
    // A page that followed a row that is gone follows the last one before it that is still there.
    let follows = (begins[page + 1 + at] ?? 0) - 1
    while (isGone(follows)) follows -= 1
    return { after: pages.rows[follows]?.id, cursor }
  })
  return {
    rows: startedOver.rows.concat(without(reached + 1)),
    starts: [...starts, ...later],
    nextCursor: pages.nextCursor,
  }
}

/** Where each page begins in the rows. */
function beginnings({ rows, starts }: TokenPages): number[] {
  const followed = new Set(starts.flatMap(({ after }) => (after === undefined ? [] : [after])))
  const places = locate(rows, followed)
  return starts.map(({ after }) =>
    after === undefined ? 0 : (places.get(after) ?? rows.length - 1) + 1,
  )
}

/** The places of some rows; one pass, for the list may be long. */
function locate(
  rows: readonly RefreshTokenRow[],
  ids: ReadonlySet<string>,
): ReadonlyMap<string, number> {
  const places = new Map<string, number>()
  rows.forEach((row, index) => {
    if (ids.has(row.id)) places.set(row.id, index)
  })
  return places
}

/** A row that is the same stays the same object, so that it is not drawn again. */
function keepUnchanged(old: RefreshTokenRow | undefined, row: RefreshTokenRow): RefreshTokenRow {
  return old && JSON.stringify(old) === JSON.stringify(row) ? old : row
}
