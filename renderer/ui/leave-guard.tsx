import { useBlocker } from '@tanstack/react-router'
import type { JSX } from 'react'

import { ConfirmDialog } from './dialog.tsx'

interface Place {
  readonly pathname: string
  readonly search: object
}

/** Asks before unsaved changes are left behind. */
export function LeaveGuard(props: {
  readonly dirty: boolean
  /** What is being edited: "client". */
  readonly what: string
  /** Whether a step leaves it; unless said, only another path does. */
  readonly leaves?: (here: Place, there: Place) => boolean
}): JSX.Element {
  const { dirty, leaves = isOtherPath } = props
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && leaves(current, next),
    enableBeforeUnload: () => dirty,
    withResolver: true,
  })
  return (
    <ConfirmDialog
      open={blocker.status === 'blocked'}
      title="Leave without saving?"
      confirmLabel="Discard changes"
      cancelLabel="Keep editing"
      onConfirm={() => blocker.proceed?.()}
      onClose={() => blocker.reset?.()}
    >
      The changes to this {props.what} are not saved.
    </ConfirmDialog>
  )
}

function isOtherPath(here: Place, there: Place): boolean {
  return here.pathname !== there.pathname
}
