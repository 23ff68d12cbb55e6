import { Pause } from 'lucide-react'
import type { JSX } from 'react'

import { count } from '#renderer/format.ts'
import { Button } from '#renderer/ui/button.tsx'
import { StatusShape } from '#renderer/ui/status.tsx'
import { Tooltip } from '#renderer/ui/tooltip.tsx'

import { newestAtOnce } from './activity-pages.ts'
import { usePageKey } from './use-page-key.ts'

/** Whether what comes is shown at once; paused, it counts what waits. */
export function LiveButton(props: {
  readonly paused: boolean
  readonly waiting: number
  readonly onToggle: () => void
}): JSX.Element {
  const { paused, waiting, onToggle } = props
  usePageKey('p', onToggle)
  const several = waiting >= newestAtOnce ? `${count(newestAtOnce)}+` : count(waiting)
  return (
    <Tooltip
      text={
        <>
          {paused ? 'Show requests as they come' : 'Keep the list as it is'}
          <kbd className="kbd">P</kbd>
        </>
      }
    >
      <Button
        className="live-button"
        data-live={paused ? undefined : ''}
        aria-pressed={!paused}
        aria-keyshortcuts="p"
        onClick={onToggle}
      >
        {paused ? <Pause /> : <StatusShape tone="green" />}
        {paused ? 'Paused' : 'Live'}
        {paused && waiting > 0 ? <span className="tabular">· {several} new</span> : null}
      </Button>
    </Tooltip>
  )
}
