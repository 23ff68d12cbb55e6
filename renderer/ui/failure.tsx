import type { JSX } from 'react'

import { Button } from './button.tsx'
import { EmptyState } from './empty-state.tsx'

/** What stands in place of a page that could not load. */
export function Failure(props: {
  readonly title: string
  readonly error: Error
  readonly onRetry?: () => void
}): JSX.Element {
  return (
    <div role="alert">
      <EmptyState
        title={props.title}
        actions={
          props.onRetry === undefined ? undefined : (
            <Button onClick={props.onRetry}>Try again</Button>
          )
        }
      >
        {props.error.message}
      </EmptyState>
    </div>
  )
}
