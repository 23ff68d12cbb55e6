import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'

import { refreshTokenSortKeys } from '#contract/closed-sets.ts'
import type { RefreshTokenSort } from '#contract/refresh-tokens.ts'
import { textParameters } from '#renderer/search-params.ts'
import type { ListSort } from '#renderer/ui/list-sort.ts'

/** What the URL of the page says: the filter as a line, the order (`-issued`), the open row and whether it has the page. */
export interface RefreshTokensSearch {
  readonly q?: string
  readonly sort?: string
  readonly id?: string
  /** `tree`: the open family has the whole page. */
  readonly view?: string
}

export function refreshTokensSearch(search: Record<string, unknown>): RefreshTokensSearch {
  return textParameters(search, ['q', 'sort', 'id', 'view'])
}

const newestFirst: RefreshTokenSort = { by: 'issued', direction: 'descending' }

export interface RefreshTokensUrl {
  readonly line: string
  readonly sort: RefreshTokenSort
  readonly openId: string | undefined
  readonly isLarge: boolean
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
  return { line: search.q ?? '', sort, openId: search.id, isLarge: search.view === 'tree', change }
}

export function formatSort(sort: ListSort): string {
  return sort.direction === 'descending' ? `-${sort.by}` : sort.by
}

function parseSort(text: string | undefined): RefreshTokenSort {
  const direction = text?.startsWith('-') === true ? 'descending' : 'ascending'
  const by = refreshTokenSortKeys.find((key) => key === text?.replace(/^-/, ''))
  return by === undefined ? newestFirst : { by, direction }
}
