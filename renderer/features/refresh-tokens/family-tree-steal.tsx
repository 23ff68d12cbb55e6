import { useState } from 'react'
import type { JSX } from 'react'

import { useAct } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { ConfirmDialog } from '#renderer/ui/dialog.tsx'
import { showToast } from '#renderer/ui/toast.tsx'

/** Does what a thief of an older token would do, so that one sees the family die. */
export function StealButton(props: { readonly id: string }): JSX.Element {
  const [isAsking, setAsking] = useState(false)
  const steal = useAct('playground.steal')
  return (
    <>
      <Button tone="quiet" onClick={() => setAsking(true)}>
        Steal it…
      </Button>
      <ConfirmDialog
        open={isAsking}
        title="Replay an older token?"
        confirmLabel="Steal it"
        busy={steal.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          steal.mutate(
            { grantId: props.id },
            {
              onSuccess: ({ sentence }) => {
                setAsking(false)
                showToast({ title: sentence })
              },
            },
          )
        }
      >
        <p>
          A spent refresh token of this family is sent to the token endpoint as a thief would send
          it, so the issuer revokes the whole family and the application has to sign its user in
          again.
        </p>
        {steal.error === null ? null : <p role="alert">{steal.error.message}</p>}
      </ConfirmDialog>
    </>
  )
}
