import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'

import type { RefreshTokenRow, RefreshTokenSort } from '#contract/refresh-tokens.ts'
import { call } from '#renderer/admin-client.ts'
import { useNow } from '#renderer/ui/relative-time.tsx'

import { append, firstPage, pagesToRefresh, refresh } from './token-pages.ts'
import type { TokenPages } from './token-pages.ts'
import { toFilter, tokenQueryLanguage } from './token-query.ts'
import type { TokenQuery } from './token-query.ts'

const pageSize = 200
const noRows: readonly RefreshTokenRow[] = []

export interface TokenSearch {
  readonly kind: 'loading' | 'ready' | 'failed'
  readonly rows: readonly RefreshTokenRow[]
  readonly hasMore: boolean
  readonly problem: string
  /** The rows still answer the question before. */
  readonly outdated: boolean
  readonly loadMore: () => void
  /** Says which rows are on screen: these are asked for again when something changes. */
  readonly showing: (first: number, last: number) => void
  readonly retry: () => void
}

/** The rows of a query, a page at a time; a change elsewhere renews what is on screen. */
export function useTokenSearch(query: TokenQuery | undefined, sort: RefreshTokenSort): TokenSearch {
  const client = useQueryClient()
  const now = useLatest(useNow())
  const onScreen = useRef({ first: 0, last: 0 })
  const line = query ? tokenQueryLanguage.format(query) : ''
  const key = useMemo(
    () => ['refreshTokens', 'pages', line, sort.by, sort.direction] as const,
    [line, sort.by, sort.direction],
  )
  const ask = useCallback(
    (cursor: string | undefined) =>
      call('refreshTokens.search', {
        filter: toFilter(query ?? {}, now.current),
        sort,
        limit: pageSize,
        ...(cursor === undefined ? {} : { cursor }),
      }),
    [query, sort, now],
  )
  const result = useQuery<TokenPages>({
    queryKey: key,
    enabled: query !== undefined,
    placeholderData: keepPreviousData,
    // Comparing 100,000 rows would take longer than drawing the ones that are seen.
    structuralSharing: false,
    gcTime: 60_000,
    queryFn: async () => {
      const known = client.getQueryData<TokenPages>(key)
      if (known === undefined) return firstPage(await ask(undefined))
      const { first, last } = onScreen.current
      const asked = pagesToRefresh(known, first, last).map((page) => ({
        page,
        cursor: known.starts[page]?.cursor,
      }))
      const answers = await Promise.all(asked.map(({ cursor }) => ask(cursor)))
      // Pages that were loaded meanwhile are kept: the newest state is what is renewed.
      const newest = client.getQueryData<TokenPages>(key) ?? known
      return asked.reduceRight((pages, { page }, at) => {
        const answer = answers[at]
        return answer ? refresh(pages, page, answer) : pages
      }, newest)
    },
  })
  const more = useLoadMore(key, ask)
  const pages = query === undefined ? undefined : result.data
  return {
    kind: pages ? 'ready' : result.isError ? 'failed' : 'loading',
    rows: pages?.rows ?? noRows,
    hasMore: pages !== undefined && pages.nextCursor !== null,
    problem: result.error?.message ?? more.problem,
    outdated: result.isPlaceholderData,
    loadMore: more.load,
    showing: useCallback((first, last) => {
      onScreen.current = { first, last }
    }, []),
    retry: () => void result.refetch(),
  }
}

function useLoadMore(
  key: readonly string[],
  ask: (cursor: string) => ReturnType<typeof call<'refreshTokens.search'>>,
): { readonly load: () => void; readonly problem: string } {
  const client = useQueryClient()
  const asking = useRef<string | undefined>(undefined)
  const [problem, setProblem] = useState('')
  const load = useCallback(() => {
    const cursor = client.getQueryData<TokenPages>(key)?.nextCursor
    if (typeof cursor !== 'string' || asking.current === cursor) return
    asking.current = cursor
    void ask(cursor)
      .then(
        (answer) => {
          client.setQueryData<TokenPages>(key, (pages) =>
            pages?.nextCursor === cursor ? append(pages, answer) : pages,
          )
          return ''
        },
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      )
      .then(setProblem)
      .finally(() => {
        asking.current = undefined
      })
  }, [client, key, ask])
  return { load, problem }
}

function useLatest<Value>(value: Value): { readonly current: Value } {
  const ref = useRef(value)
  useEffect(() => {
    ref.current = value
  })
  return ref
}
