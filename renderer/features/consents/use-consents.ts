import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'

import type { ConsentFilter } from '#contract/consents.ts'
import { call } from '#renderer/admin-client.ts'
import { useOperation } from '#renderer/operations.ts'

import type { ConsentsSearch } from './consents-search.ts'

const pageSize = 100

export function useConsents(search: ConsentsSearch) {
  const filter = filterOf(search)
  const query = useInfiniteQuery({
    queryKey: ['consents', 'consents.list', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      call('consents.list', {
        filter,
        limit: pageSize,
        ...(pageParam === undefined ? {} : { cursor: pageParam }),
      }),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })
  const count = useOperation('consents', 'consents.count', { filter }, { keepPrevious: true })
  return { query, count: count.data?.count, isFiltered: Object.keys(filter).length > 0 }
}

function filterOf({ q, user, client }: ConsentsSearch): ConsentFilter {
  const text = q?.trim().slice(0, 200) ?? ''
  return {
    ...(text === '' ? {} : { text }),
    ...(user === undefined ? {} : { subject: user }),
    ...(client === undefined ? {} : { clientId: client }),
  }
}
