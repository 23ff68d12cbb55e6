import { describe, expect, test } from 'vitest'

import type { RefreshTokenRow } from '#contract/refresh-tokens.ts'
import {
  append,
  firstPage,
  pagesToRefresh,
  refresh,
} from '#renderer/features/refresh-tokens/token-pages.ts'
import type { TokenPages } from '#renderer/features/refresh-tokens/token-pages.ts'

/** A server that sorts by number and pages by 3, as the issuer pages by its sort key. */
function server(numbers: readonly number[]) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return (cursor: string | undefined) => {
    const rest = sorted.filter((number) => cursor === undefined || number > Number(cursor))
    const rows = rest.slice(0, 3)
    return {
      rows: rows.map((number) => row(number)),
      nextCursor: rest.length > 3 ? String(rows.at(-1)) : null,
    }
  }
}

function row(number: number, uses = 0): RefreshTokenRow {
  return {
    id: `g${number}`,
    status: 'active',
    subject: 's',
    username: null,
    name: null,
    clientId: 'web',
    clientName: null,
    scope: [],
    generation: 1,
    issuedAt: number,
    lastUsedAt: null,
    expiresAt: number,
    uses,
    ip: null,
    userAgent: null,
    device: null,
    session: null,
  }
}

function load(numbers: readonly number[], count: number): TokenPages {
  const ask = server(numbers)
  let pages = firstPage(ask(undefined))
  for (let page = 1; page < count; page += 1) pages = append(pages, ask(pages.nextCursor ?? ''))
  return pages
}

function renew(
  pages: TokenPages,
  which: readonly number[],
  numbers: readonly number[],
): TokenPages {
  const ask = server(numbers)
  return which.reduceRight(
    (pages, page) => refresh(pages, page, ask(pages.starts[page]?.cursor)),
    pages,
  )
}

const ids = (pages: TokenPages): number[] => pages.rows.map((row) => row.issuedAt)

describe('a list that is loaded page by page', () => {
  const nine = [10, 20, 30, 40, 50, 60, 70, 80, 90]

  test('grows to the end, and stops there', () => {
    const pages = load(nine, 3)
    expect(ids(pages)).toEqual(nine)
    expect(pages.nextCursor).toBeNull()
    expect(append(pages, server(nine)('90'))).toBe(pages)
  })

  test('shows new rows at the top and keeps those that they push down', () => {
    const pages = renew(load(nine, 3), [0], [5, 6, ...nine])
    expect(ids(pages)).toEqual([5, 6, ...nine])
  })

  test('drops rows that are gone and keeps loading from where it was', () => {
    const left = [10, 40, 50, 60, 70, 80, 90]
    const pages = renew(load(nine, 2), [0, 1], left)
    expect(ids(pages)).toEqual([10, 40, 50, 60])
    expect(ids(append(pages, server(left)(pages.nextCursor ?? '')))).toEqual(left)
  })

  test('drops the very row that a page followed, and still finds that page', () => {
    const left = [10, 20, 40, 50, 60, 70, 80, 90]
    const once = renew(load(nine, 3), [0], left)
    expect(ids(once)).toEqual(left)
    expect(ids(renew(once, [0, 1], [10, 20, 40, 50, 55, 60, 70, 80, 90]))).toEqual([
      10, 20, 40, 50, 55, 60, 70, 80, 90,
    ])
  })

  test('starts over when nothing of the first page is left', () => {
    const pages = renew(load(nine, 2), [0], [1, 2, 3, 4, 5, 90])
    expect(ids(pages)).toEqual([1, 2, 3])
    expect(pages.nextCursor).toBe('3')
  })

  test('empties when all rows are gone', () => {
    expect(ids(renew(load(nine, 3), [0], []))).toEqual([])
  })

  test('a row that did not change stays the same object', () => {
    const pages = load(nine, 1)
    const answer = { rows: [row(10), row(20, 7), row(30)], nextCursor: '30' }
    const renewed = refresh(pages, 0, answer)
    expect(renewed.rows[0]).toBe(pages.rows[0])
    expect(renewed.rows[1]).toMatchObject({ uses: 7 })
  })

  test('renews the first page and those on screen', () => {
    const pages = load(nine, 3)
    expect(pagesToRefresh(pages, 0, 1)).toEqual([0])
    expect(pagesToRefresh(pages, 4, 6)).toEqual([0, 1, 2])
    expect(pagesToRefresh(pages, 7, 8)).toEqual([0, 2])
  })
})
