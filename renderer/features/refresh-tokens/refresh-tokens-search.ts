import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'

import { refreshTokenSort } from '#contract/refresh-tokens.ts'
import type { RefreshTokenSort } from '#contract/refresh-tokens.ts'
import { textParameter } from '#renderer/search-params.ts'

/** What the URL of the page says: the filter as a line, the order (`-issued`), the open row. */
export interface RefreshTokensSearch {
  readonly q?: string
  readonly sort?: string
  readonly id?: string
}

export function refreshTokensSearch(search: Record<string, unknown>): RefreshTokensSearch {
  const q = textParameter(search['q'])
  const sort = textParameter(search['sort'])
  const id = textParameter(search['id'])
  return {
    ...(q === undefined ? {} : { q }),
    ...(sort === undefined ? {} : { sort }),
    ...(id === undefined ? {} : { id }),
  }
}

const newestFirst: RefreshTokenSort = { by: 'issued', direction: 'descending' }

export interface RefreshTokensUrl {
  readonly line: string
  readonly sort: RefreshTokenSort
  readonly openId: string | undefined
  /** `replace` leaves no step for the back button. */
  readonly change: (
    change: Partial<Record<keyof RefreshTokensSearch, string>>,
    replace: boolean,
  ) => void
}

export function useRefreshTokensUrl(): RefreshTokensUrl {
  const search = refreshTokensSearch(useSearch({ strict: false }))
  const navigate = useNavigate()
  const sort = useMemo(() => parseSort(search.sort), [search.sort])
  const change: RefreshTokensUrl['change'] = useCallback(
    (change, replace) => {
      void navigate({
        to: '/refresh-tokens',
        search: (before) => refreshTokensSearch({ ...before, ...change }),
        replace,
      })
    },
    [navigate],
  )
  return { line: search.q ?? '', sort, openId: search.id, change }
}

export function formatSort(sort: RefreshTokenSort): string {
  return sort.direction === 'descending' ? `-${sort.by}` : sort.by
}

function parseSort(text: string | undefined): RefreshTokenSort {
  if (text === undefined) return newestFirst
  const parsed = refreshTokenSort.safeParse({
    by: text.replace(/^-/, ''),
    direction: text.startsWith('-') ? 'descending' : 'ascending',
  })
  return parsed.success ? parsed.data : newestFirst
}
