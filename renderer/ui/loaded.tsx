import type { UseQueryResult } from '@tanstack/react-query'
import type { JSX, ReactNode } from 'react'

import { Banner } from './banner.tsx'
import { Button } from './button.tsx'
import { Failure } from './failure.tsx'
import { Skeleton } from './skeleton.tsx'

/** What was asked for, once it is here; until then a skeleton, and where it fails the reason. */
export function Loaded<Value>(props: {
  readonly query: Pick<UseQueryResult<Value>, 'data' | 'error' | 'refetch'>
  /** "users", "overview": reads after "the". */
  readonly what: string
  readonly children: (value: Value) => ReactNode
}): JSX.Element {
  const { query, what } = props
  const { data, error } = query
  const retry = (): void => void query.refetch()
  if (data === undefined) {
    if (error === null) return <Skeleton label={`Loading the ${what}`} />
    return <Failure title={`The ${what} could not be loaded`} error={error} onRetry={retry} />
  }
  return (
    <>
      {error === null ? null : (
        <Banner tone="red" actions={<Button onClick={retry}>Try again</Button>}>
          This may be out of date: {error.message}
        </Banner>
      )}
      {props.children(data)}
    </>
  )
}
