import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useRef, useState } from 'react'

import type { DecisionSummary } from '#contract/activity.ts'
import { call } from '#renderer/admin-client.ts'
import { useNow } from '#renderer/ui/relative-time.tsx'
import { useLatest } from '#renderer/ui/use-latest.ts'

import { append, firstPage, newestAtOnce, pageSize, prepend } from './activity-pages.ts'
import type { ActivityPages } from './activity-pages.ts'
import { activityLanguage, toFilter } from './activity-query.ts'
import type { ActivityQuery } from './activity-query.ts'

const noRecords: readonly DecisionSummary[] = []

export interface Activity {
  readonly kind: 'loading' | 'ready' | 'failed'
  readonly records: readonly DecisionSummary[]
  readonly hasMore: boolean
  /** Records after this id have come while one watches. */
  readonly seen: number
  readonly problem: string
  /** How many wait while the list is paused; `newestAtOnce` says at least. */
  readonly waiting: number
  readonly loadMore: () => void
  readonly retry: () => void
}

type Ask = (place: {
  readonly before?: number
  readonly after?: number
  readonly limit: number
}) => Promise<readonly DecisionSummary[]>

/** The requests that match, newest first. A pushed change brings what is newer, and no more. */
export function useActivity(query: ActivityQuery | undefined, paused: boolean): Activity {
  const client = useQueryClient()
  const now = useLatest(useNow())
  const line = query ? activityLanguage.format(query) : ''
  const key = useMemo(() => ['activity', 'pages', line] as const, [line])
  const ask: Ask = useCallback(
    async (place) => {
      const filter = toFilter(query ?? {}, now.current)
      return (await call('activity.list', { filter, ...place })).records
    },
    [query, now],
  )
  const result = useQuery<ActivityPages>({
    queryKey: key,
    enabled: ({ state }) => query !== undefined && (!paused || state.data === undefined),
    placeholderData: keepPreviousData,
    // Comparing 100,000 records would take longer than drawing the ones that are seen.
    structuralSharing: false,
    gcTime: 60_000,
    queryFn: async () => {
      const known = client.getQueryData<ActivityPages>(key)
      const newest = known?.records[0]?.id
      if (newest === undefined) return firstPage(await ask({ limit: pageSize }))
      const newer = await ask({ after: newest, limit: newestAtOnce })
      // Pages that were loaded meanwhile are kept: the newest state is what is added to.
      return prepend(client.getQueryData<ActivityPages>(key) ?? { ...firstPage([]) }, newer)
    },
  })
  const pages = query === undefined ? undefined : result.data
  const newest = pages?.records[0]?.id ?? 0
  const waiting = useQuery({
    queryKey: ['activity', 'waiting', line, newest],
    enabled: paused && pages !== undefined,
    gcTime: 0,
    queryFn: async () => (await ask({ after: newest, limit: newestAtOnce })).length,
  })
  const more = useLoadMore(key, ask)
  return {
    kind: pages ? 'ready' : result.isError ? 'failed' : 'loading',
    records: pages?.records ?? noRecords,
    hasMore: pages?.hasMore ?? false,
    seen: pages?.seen ?? 0,
    problem: result.error?.message ?? more.problem,
    waiting: paused ? (waiting.data ?? 0) : 0,
    loadMore: more.load,
    retry: () => void result.refetch(),
  }
}

function useLoadMore(
  key: readonly string[],
  ask: Ask,
): { readonly load: () => void; readonly problem: string } {
  const client = useQueryClient()
  const asking = useRef<number | undefined>(undefined)
  const [problem, setProblem] = useState('')
  const load = useCallback(() => {
    const pages = client.getQueryData<ActivityPages>(key)
    const before = pages?.records.at(-1)?.id
    if (before === undefined || pages?.hasMore !== true || asking.current === before) return
    asking.current = before
    void ask({ before, limit: pageSize })
      .then(
        (older) => {
          client.setQueryData<ActivityPages>(key, (pages) => pages && append(pages, before, older))
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
