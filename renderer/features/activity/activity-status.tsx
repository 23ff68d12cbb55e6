import type { JSX } from 'react'

import { count, plural } from '#renderer/format.ts'
import { useAct } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { useNow } from '#renderer/ui/relative-time.tsx'

import { heldAtMost } from './activity-pages.ts'
import { toFilter } from './activity-query.ts'
import { ExportRecords } from './export-records.tsx'
import type { ActivityPageState } from './use-activity-page.ts'

/** How many requests are here, how many match (when asked), and what can be done with them. */
export function ActivityStatus(props: { readonly page: ActivityPageState }): JSX.Element {
  const { activity, rows, selection, deselect, line } = props.page
  const loaded = activity.records.length
  const chosen = rows.filter(({ id }) => selection.has(id)).flatMap(({ records }) => records)
  const records = chosen.length > 0 ? [...new Set(chosen)] : activity.records
  return (
    <footer className="status-bar">
      <output className="tabular">
        {activity.hasMore ? `${count(loaded)} loaded, more follow` : plural(loaded, 'request')}
        {loaded >= heldAtMost ? ', the newest. A narrower filter finds older ones' : ''}
      </output>
      {activity.hasMore && line.query ? (
        <Count key={props.page.url.line} page={props.page} />
      ) : null}
      {activity.problem === '' ? null : (
        <span className="field-error" role="alert">
          {activity.problem}
        </span>
      )}
      <span className="status-bar-end">
        {selection.size === 0 ? null : (
          <>
            <span className="tabular">{count(chosen.length)} selected</span>
            <Button tone="quiet" onClick={deselect}>
              Deselect
            </Button>
          </>
        )}
        <ExportRecords records={records} selected={chosen.length > 0} />
      </span>
    </footer>
  )
}

function Count(props: { readonly page: ActivityPageState }): JSX.Element {
  const counting = useAct('activity.count')
  const now = useNow()
  const filter = toFilter(props.page.line.query ?? {}, now)
  return (
    <>
      {counting.data ? <span className="tabular">{count(counting.data.count)} match</span> : null}
      <Button tone="quiet" busy={counting.isPending} onClick={() => counting.mutate({ filter })}>
        Count
      </Button>
    </>
  )
}
