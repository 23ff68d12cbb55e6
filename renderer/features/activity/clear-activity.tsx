import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { JSX } from 'react'

import { useAct } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { ConfirmDialog } from '#renderer/ui/dialog.tsx'
import { showFailure, showToast } from '#renderer/ui/toast.tsx'

/** Forgets every record, after asking. */
export function ClearActivity(props: { readonly onCleared: () => void }): JSX.Element {
  const [asking, setAsking] = useState(false)
  const client = useQueryClient()
  const clear = useAct('activity.clear')
  function confirm(): void {
    clear.mutate(
      {},
      {
        onSuccess: () => {
          // What is shown is added to, never asked for again: here it has to be.
          void client.resetQueries({ queryKey: ['activity'] })
          props.onCleared()
          showToast({ title: 'Activity cleared' })
        },
        onError: (error) => showFailure('The activity was not cleared', error),
        onSettled: () => setAsking(false),
      },
    )
  }
  return (
    <>
      <Button tone="quiet" onClick={() => setAsking(true)}>
        Clear…
      </Button>
      <ConfirmDialog
        open={asking}
        title="Clear the activity"
        confirmLabel="Clear the activity"
        busy={clear.isPending}
        onConfirm={confirm}
        onClose={() => setAsking(false)}
      >
        <p>
          Every recorded request is deleted, whatever the filter says. Tokens, sessions and the
          audit trail stay. This cannot be undone.
        </p>
      </ConfirmDialog>
    </>
  )
}
