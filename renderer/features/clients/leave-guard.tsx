import { useBlocker } from '@tanstack/react-router'
import type { JSX } from 'react'

import { ConfirmDialog } from '#renderer/ui/dialog.tsx'

/** Asks before unsaved changes are left behind; another tab of the same client leaves nothing. */
export function LeaveGuard(props: { readonly dirty: boolean }): JSX.Element {
  const { dirty } = props
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && current.pathname !== next.pathname,
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
      The changes to this client are not saved.
    </ConfirmDialog>
  )
}
