import { useState } from 'react'
import type { JSX } from 'react'

import type { UserDetail } from '#contract/users.ts'
import { plural } from '#renderer/format.ts'
import { useAct } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { ConfirmDialog } from '#renderer/ui/dialog.tsx'
import { Section } from '#renderer/ui/page.tsx'
import { showToast } from '#renderer/ui/toast.tsx'

export function DeleteUser(props: {
  readonly user: UserDetail
  readonly onDeleted: () => void
}): JSX.Element {
  const { subject, settings, activeTokens } = props.user
  const [asking, setAsking] = useState(false)
  const remove = useAct('users.delete')
  function confirm(): void {
    remove.mutate(
      { subject },
      {
        onSuccess: ({ orphanedTokens }) => {
          setAsking(false)
          showToast({
            title: `${settings.username} deleted`,
            description: `${plural(orphanedTokens, 'refresh token')} orphaned`,
          })
          props.onDeleted()
        },
        onError: (error) => {
          setAsking(false)
          showToast({ title: 'Not deleted', description: error.message, tone: 'error' })
        },
      },
    )
  }
  return (
    <Section title="Delete">
      <p className="secondary">The account is gone for good. To keep somebody out, disable it.</p>
      <div>
        <Button tone="danger" onClick={() => setAsking(true)}>
          Delete user
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        title={`Delete ${settings.username}?`}
        confirmLabel={`Delete ${settings.username}`}
        busy={remove.isPending}
        onConfirm={confirm}
        onClose={() => setAsking(false)}
      >
        <p>
          <strong>
            {activeTokens === 0
              ? 'No active refresh token is orphaned.'
              : `${plural(activeTokens, 'active refresh token')} will be orphaned.`}
          </strong>{' '}
          Orphaned tokens are refused, and stay in the list of refresh tokens. This cannot be
          undone.
        </p>
      </ConfirmDialog>
    </Section>
  )
}
