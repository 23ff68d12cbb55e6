import type { JSX } from 'react'

import type { RefreshTokenFilter } from '#contract/refresh-tokens.ts'
import { count, plural } from '#renderer/format.ts'
import { useAct } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'

import type { TokenSearch } from './use-token-search.ts'

/** How many rows are here, how many there are (when asked), how many are selected. */
export function StatusBar(props: {
  readonly search: TokenSearch
  readonly filter: RefreshTokenFilter | undefined
  readonly selected: number
  readonly onRevoke: () => void
  readonly onDeselect: () => void
}): JSX.Element {
  const { search, filter, selected } = props
  const counting = useAct('refreshTokens.count')
  const loaded = search.rows.length
  return (
    <footer className="status-bar">
      <output className="tabular">
        {search.hasMore ? `${count(loaded)} loaded, more follow` : plural(loaded, 'token')}
        {counting.data ? ` · ${count(counting.data.count)} match` : ''}
      </output>
      {search.problem === '' && !counting.error ? null : (
        <span className="field-error" role="alert">
          {counting.error?.message ?? search.problem}
        </span>
      )}
      {search.hasMore && filter ? (
        <Button tone="quiet" busy={counting.isPending} onClick={() => counting.mutate({ filter })}>
          Count
        </Button>
      ) : null}
      {selected === 0 ? null : (
        <span className="status-bar-end">
          <span className="tabular">{count(selected)} selected</span>
          <Button tone="quiet" onClick={props.onDeselect}>
            Deselect
          </Button>
          <Button tone="quiet" onClick={props.onRevoke}>
            Revoke selected…
          </Button>
        </span>
      )}
    </footer>
  )
}
