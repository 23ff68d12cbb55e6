import { useCallback, useMemo } from 'react'
import type { JSX } from 'react'

import { Button } from '#renderer/ui/button.tsx'
import { DataGrid } from '#renderer/ui/data-grid.tsx'
import { EmptyState } from '#renderer/ui/empty-state.tsx'
import { Failure } from '#renderer/ui/failure.tsx'
import { Skeleton } from '#renderer/ui/skeleton.tsx'

import type { ActivityRow } from './fold.ts'
import type { ActivityPageState } from './use-activity-page.ts'
import { useFresh } from './use-fresh.ts'

const rowId = (row: ActivityRow): string => row.id

/** The list itself, or why there is none. */
export function ActivityList(props: { readonly page: ActivityPageState }): JSX.Element {
  const { url, line, activity, rows, layout, toggle } = props.page
  const { change } = url
  const open = useCallback(
    ({ record }: ActivityRow) => change({ record: record.id }, true),
    [change],
  )
  const fresh = useFresh(activity.seen, activity.records[0]?.id ?? 0)
  const openId = useMemo(() => idOfOpen(rows, url.record), [rows, url.record])
  if (activity.kind === 'failed') {
    const error = new Error(activity.problem)
    return (
      <Failure title="The activity could not be loaded" error={error} onRetry={activity.retry} />
    )
  }
  if (activity.kind === 'loading' && line.query)
    return <Skeleton label="Loading the activity" rows={16} />
  return (
    <DataGrid
      label="Requests"
      layout={layout}
      rows={rows}
      rowId={rowId}
      tree={{ isExpanded: (row) => row.expanded, level: (row) => row.level, toggle }}
      mark={(row) => (row.record.id > fresh ? 'new' : undefined)}
      selection={props.page.selection}
      onSelect={props.page.setSelection}
      openId={openId}
      onOpen={open}
      hasMore={activity.hasMore}
      onEndReached={activity.loadMore}
      resetKey={`${url.line} ${url.folded}`}
      empty={
        <NoActivity
          filtered={Object.keys(line.query ?? {}).length > 0}
          unreadable={line.query === undefined}
          onClear={() => line.setQuery({})}
        />
      }
    />
  )
}

/** The line that shows the open record: its own where its fold is open, else that of the fold. */
function idOfOpen(rows: readonly ActivityRow[], record: number | undefined): string | undefined {
  if (record === undefined) return undefined
  const own = rows.find((row) => row.records.length === 1 && row.record.id === record)
  const around = own ?? rows.find((row) => row.records.some(({ id }) => id === record))
  // Something is open even where the list does not show it: the arrows go on showing rows.
  return around?.id ?? ''
}

function NoActivity(props: {
  readonly filtered: boolean
  readonly unreadable: boolean
  readonly onClear: () => void
}): JSX.Element {
  if (!props.filtered && !props.unreadable) {
    return (
      <EmptyState title="No request yet">
        Each request to the issuer appears here with the checks it passed and the one it did not.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      title={props.unreadable ? 'The filter cannot be read' : 'No request matches'}
      actions={<Button onClick={props.onClear}>Show every request</Button>}
    >
      {props.unreadable
        ? 'Correct the line above to see what it matches.'
        : 'Every criterion has to hold. Drop one, or widen it.'}
    </EmptyState>
  )
}
