import {
  QueryClient,
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import type { UseMutationResult, UseQueryOptions, UseQueryResult } from '@tanstack/react-query'
import { useEffect } from 'react'

import type { Topic } from '#contract/events.ts'
import type { Input, OperationName, Output } from '#contract/operations.ts'

import { AdminRequestError, call, subscribe } from './admin-client.ts'

/** One for the whole console. Nothing is stale until the issuer says that it changed. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        retry: (failures, error) =>
          failures < 2 && error instanceof AdminRequestError && error.code === 'unavailable',
      },
      // A reply may hold a secret that is shown once: nothing keeps it for later.
      mutations: { networkMode: 'always', gcTime: 0 },
    },
  })
}

/** Asks an operation again whenever `topic` changes. The key is `[topic, name, input]`. */
export function useOperation<Name extends OperationName>(
  topic: Topic,
  name: Name,
  input: Input<Name>,
  options: { readonly enabled?: boolean; readonly keepPrevious?: boolean } = {},
): UseQueryResult<Output<Name>> {
  const asked: UseQueryOptions<Output<Name>> = {
    queryKey: [topic, name, input],
    queryFn: () => call(name, input),
    enabled: options.enabled ?? true,
  }
  if (options.keepPrevious === true) {
    // The library cannot tell that no operation answers with a function.
    asked.placeholderData = keepPreviousData as NonNullable<typeof asked.placeholderData>
  }
  return useQuery<Output<Name>>(asked)
}

/** An act: `const remove = useAct('clients.delete')`, then `remove.mutate({ clientId })`. */
export function useAct<Name extends OperationName>(
  name: Name,
): UseMutationResult<Output<Name>, Error, Input<Name>> {
  return useMutation<Output<Name>, Error, Input<Name>>({ mutationFn: (input) => call(name, input) })
}

/** How long the issuer's counts may lag behind the lists they count, in milliseconds. */
const countsLag = 1000

/**
 * Keeps every list fresh: a pushed change makes the queries of its topics ask again. The issuer's
 * own state counts the others' rows, so it follows them, a little later and never in a burst.
 */
export function useLiveQueries(): void {
  const queryClient = useQueryClient()
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined
    const refresh = (topic: Topic): void =>
      void queryClient.invalidateQueries({ queryKey: [topic] })
    const stop = subscribe(({ topics }) => {
      for (const topic of topics) refresh(topic)
      waiting ??= setTimeout(() => {
        waiting = undefined
        refresh('issuer')
      }, countsLag)
    })
    return () => {
      clearTimeout(waiting)
      stop()
    }
  }, [queryClient])
}
