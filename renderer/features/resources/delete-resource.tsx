import { useState } from 'react'
import type { JSX } from 'react'

import type { ResourceDetail } from '#contract/resources.ts'
import { plural } from '#renderer/format.ts'
import { useAct } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { ConfirmDialog } from '#renderer/ui/dialog.tsx'
import { Section } from '#renderer/ui/page.tsx'
import { showToast } from '#renderer/ui/toast.tsx'

export function DeleteResource(props: {
  readonly resource: ResourceDetail
  readonly onDeleted: () => void
}): JSX.Element {
  const { audience, settings, clients } = props.resource
  const [asking, setAsking] = useState(false)
  const remove = useAct('resources.delete')
  function confirm(): void {
    remove.mutate(
      { audience },
      {
        onSuccess: () => {
          setAsking(false)
          showToast({ title: `${settings.name} deleted` })
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
      <p className="secondary">The resource and its scopes are gone for good.</p>
      <div>
        <Button tone="danger" onClick={() => setAsking(true)}>
          Delete resource
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        title={`Delete ${settings.name}?`}
        confirmLabel={`Delete ${settings.name}`}
        busy={remove.isPending}
        onConfirm={confirm}
        onClose={() => setAsking(false)}
      >
        <p>
          <strong>
            {clients === 0
              ? 'No client asks for its scopes.'
              : `${plural(clients, 'client')} may ask for its scopes, and will be refused them.`}
          </strong>{' '}
          This cannot be undone.
        </p>
      </ConfirmDialog>
    </Section>
  )
}
