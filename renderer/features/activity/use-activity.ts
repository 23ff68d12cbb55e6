import { useInfiniteQuery } from '@tanstack/react-query'

import type { DecisionRecordView } from '#contract/activity.ts'
import { call } from '#renderer/admin-client.ts'

import type { ActivitySearch } from './activity-search.ts'

const pageSize = 100

export interface ActivityState {
  readonly records: readonly DecisionRecordView[] | undefined
  readonly isPending: boolean
  readonly error: Error | null
  readonly hasMore: boolean
  readonly loadMore: () => void
  readonly retry: () => void
}

/** The requests that match, newest first, a page at a time. */
export function useActivity(search: ActivitySearch): ActivityState {
  const filter = {
    ...(search.outcome === undefined ? {} : { outcome: search.outcome }),
    ...(search.client === undefined ? {} : { clientId: search.client }),
  }
  const query = useInfiniteQuery({
    queryKey: ['activity', 'activity.list', filter],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) =>
      call('activity.list', {
        ...filter,
        limit: pageSize,
        ...(pageParam === undefined ? {} : { before: pageParam }),
      }),
    getNextPageParam: ({ records }) => (records.length < pageSize ? undefined : records.at(-1)?.id),
  })
  return {
    records: query.data?.pages.flatMap((page) => page.records),
    isPending: query.isPending,
    error: query.error,
    hasMore: query.hasNextPage,
    loadMore: () => {
      if (!query.isFetching) void query.fetchNextPage()
    },
    retry: () => void query.refetch(),
  }
}
