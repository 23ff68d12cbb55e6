import { useCallback, useMemo, useState } from 'react'

import { useFilterLine } from '#renderer/query-bar/use-filter-line.ts'
import { useGridLayout } from '#renderer/ui/data-grid-layout.tsx'
import { useEscape } from '#renderer/ui/use-escape.ts'

import { activityBar, useActivityOptions } from './activity-bar.ts'
import { activityColumns } from './activity-columns.tsx'
import { useActivityUrl } from './activity-search.ts'
import { rowsOf } from './fold.ts'
import type { ActivityRow } from './fold.ts'
import { useActivity } from './use-activity.ts'

const nothing: ReadonlySet<string> = new Set()

export type ActivityPageState = ReturnType<typeof useActivityPage>

/** What the parts of the page share. */
export function useActivityPage() {
  const url = useActivityUrl()
  const { change, folded } = url
  const line = useFilterLine(activityBar, url.line, (q, replace) => change({ q }, replace))
  const options = useActivityOptions()
  const [paused, setPaused] = useState(false)
  const activity = useActivity(line.query, paused)
  const [open, setOpen] = useState(nothing)
  const [selection, setSelection] = useState(nothing)
  const toggle = useCallback(
    ({ id }: ActivityRow) =>
      setOpen((open) => {
        const next = new Set(open)
        if (!next.delete(id)) next.add(id)
        return next
      }),
    [],
  )
  const layout = useGridLayout(
    'activity',
    useMemo(() => activityColumns(toggle), [toggle]),
  )
  const { records } = activity
  const rows = useMemo(() => rowsOf(records, folded, open), [records, folded, open])
  const deselect = (): void => setSelection(nothing)
  useEscape(deselect, selection.size > 0)
  const view = { rows, layout, toggle, selection, setSelection, deselect }
  return { url, line, options, paused, setPaused, activity, ...view }
}
