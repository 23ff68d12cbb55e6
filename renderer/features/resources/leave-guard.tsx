import { useBlocker } from '@tanstack/react-router'
import type { JSX } from 'react'

import { ConfirmDialog } from '#renderer/ui/dialog.tsx'

import { resourcesSearch } from './resources-search.ts'

/** Asks before unsaved changes are left behind; sorting and filtering the list leave nothing. */
export function LeaveGuard(props: { readonly dirty: boolean }): JSX.Element {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => {
      const [here, there] = [
        resourcesSearch({ ...current.search }),
        resourcesSearch({ ...next.search }),
      ]
      const leaves =
        current.pathname !== next.pathname || here.id !== there.id || here.create !== there.create
      return props.dirty && leaves
    },
    enableBeforeUnload: () => props.dirty,
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
      The changes to this resource are not saved.
    </ConfirmDialog>
  )
}
