import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'

import { Button } from '#renderer/ui/button.tsx'
import { EmptyState } from '#renderer/ui/empty-state.tsx'

/** Why there is nothing to see, and what to do about it. */
export function NoTokens(props: {
  readonly filtered: boolean
  readonly unreadable: boolean
  readonly onClear: () => void
}): JSX.Element {
  if (props.unreadable) {
    return (
      <EmptyState
        title="The filter cannot be read"
        actions={<Button onClick={props.onClear}>Show all tokens</Button>}
      >
        Correct the line above to see what it matches.
      </EmptyState>
    )
  }
  if (props.filtered) {
    return (
      <EmptyState
        title="No refresh token matches"
        actions={<Button onClick={props.onClear}>Show all tokens</Button>}
      >
        Every criterion has to hold. Drop one, or widen it.
      </EmptyState>
    )
  }
  return (
    <EmptyState title="No refresh token yet" actions={<Link to="/clients">Go to the clients</Link>}>
      One appears here when a user signs in through a client that allows refresh tokens and the
      client asks for the scope offline_access.
    </EmptyState>
  )
}
