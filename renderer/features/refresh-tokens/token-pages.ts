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
  const known = new Set(pages.rows.map((row) => row.id))
  return {
    rows: [...pages.rows, ...answer.rows.filter((row) => !known.has(row.id))],
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
  const begin = beginnings(pages)[page]
  if (begin === undefined) return pages
  const freshIds = new Set(answer.rows.map((row) => row.id))
  const fresh = keepUnchanged(pages.rows, answer.rows, freshIds)
  const before = pages.rows.slice(0, begin).filter((row) => !freshIds.has(row.id))
  const starts = pages.starts.slice(0, page + 1)
  const startedOver = { rows: [...before, ...fresh], starts, nextCursor: answer.nextCursor }
  const knownIds = new Set<string>()
  for (const row of pages.rows) if (freshIds.has(row.id)) knownIds.add(row.id)
  const lastKnown = fresh.findLast((row) => knownIds.has(row.id))?.id
  const reached = pages.rows.findIndex((row) => row.id === lastKnown)
  // Far off its place, a row says nothing about its neighbors.
  const adrift = reached < begin || reached > begin + 3 * fresh.length
  if (answer.nextCursor === null || adrift || reached === pages.rows.length - 1) return startedOver
  const behind = pages.rows.slice(reached + 1).filter((row) => !freshIds.has(row.id))
  const renewed = pages.rows.slice(begin, reached).map((row) => row.id)
  const gone = new Set(renewed.filter((id) => !freshIds.has(id)))
  return {
    rows: [...startedOver.rows, ...behind],
    starts: [...starts, ...pages.starts.slice(page + 1).map(anchored(pages, gone))],
    nextCursor: pages.nextCursor,
  }
}

/** Where each page begins in the rows. */
function beginnings({ rows, starts }: TokenPages): number[] {
  const wanted = new Set(starts.map((start) => start.after))
  const found = new Map<string, number>()
  for (const [index, row] of rows.entries()) if (wanted.has(row.id)) found.set(row.id, index + 1)
  return starts.map(({ after }) => (after === undefined ? 0 : (found.get(after) ?? rows.length)))
}

/** A page that followed a row that is gone follows the last one before it that is still there. */
function anchored(pages: TokenPages, gone: ReadonlySet<string>): (start: PageStart) => PageStart {
  const begins = beginnings(pages)
  return (start) => {
    let at = (begins[pages.starts.indexOf(start)] ?? 0) - 1
    while (at > 0 && gone.has(pages.rows[at]?.id ?? '')) at -= 1
    return { after: pages.rows[at]?.id, cursor: start.cursor }
  }
}

/** A row that is the same stays the same object, so that it is not drawn again. */
function keepUnchanged(
  old: readonly RefreshTokenRow[],
  fresh: readonly RefreshTokenRow[],
  freshIds: ReadonlySet<string>,
): RefreshTokenRow[] {
  const byId = new Map<string, RefreshTokenRow>()
  for (const row of old) if (freshIds.has(row.id)) byId.set(row.id, row)
  return fresh.map((row) => {
    const known = byId.get(row.id)
    return known && JSON.stringify(known) === JSON.stringify(row) ? known : row
  })
}
