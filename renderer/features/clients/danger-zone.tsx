import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { JSX, ReactNode } from 'react'

import type { ClientDetail } from '#contract/clients.ts'
import { plural } from '#renderer/format.ts'
import { useAct } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { ConfirmDialog } from '#renderer/ui/dialog.tsx'
import { showFailure, showToast } from '#renderer/ui/toast.tsx'

import { SecondClientDialog } from './second-client-dialog.tsx'

/** Disable, duplicate, delete. */
export function DangerZone(props: { readonly client: ClientDetail }): JSX.Element {
  return (
    <div className="client-column">
      <Enabling client={props.client} />
      <Duplicating client={props.client} />
      <Deleting client={props.client} />
    </div>
  )
}

function Act(props: {
  readonly title: string
  readonly words: string
  readonly children: ReactNode
}): JSX.Element {
  return (
    <section className="act" aria-label={props.title}>
      <div>
        <h2 className="section-title">{props.title}</h2>
        <p className="secondary">{props.words}</p>
      </div>
      {props.children}
    </section>
  )
}

function Enabling(props: { readonly client: ClientDetail }): JSX.Element {
  const { clientId, settings } = props.client
  const setEnabled = useAct('clients.setEnabled')
  const { enabled } = settings
  function set(next: boolean): void {
    setEnabled.mutate(
      { clientId, enabled: next },
      {
        onSuccess: () =>
          showToast({
            title: next ? 'Client enabled' : 'Client disabled',
            action: { label: 'Undo', run: () => set(!next) },
          }),
        onError: (error) => showFailure('Not changed', error),
      },
    )
  }
  return (
    <Act
      title={enabled ? 'Disable' : 'Enable'}
      words={
        enabled
          ? 'Every request of this client is refused until it is enabled again. Its tokens are kept.'
          : 'The client may sign users in and refresh again.'
      }
    >
      <Button busy={setEnabled.isPending} onClick={() => set(!enabled)}>
        {enabled ? 'Disable client' : 'Enable client'}
      </Button>
    </Act>
  )
}

function Duplicating(props: { readonly client: ClientDetail }): JSX.Element {
  const { clientId, settings } = props.client
  const [open, setOpen] = useState(false)
  const navigate = useNavigate()
  return (
    <Act title="Duplicate" words="The same settings under another id, with a secret of its own.">
      <Button onClick={() => setOpen(true)}>Duplicate client</Button>
      <SecondClientDialog
        open={open}
        clientId={clientId}
        name={settings.name}
        flow={settings.flow}
        onClose={() => setOpen(false)}
        onMade={(made) => void navigate({ to: '/clients/$clientId', params: { clientId: made } })}
      />
    </Act>
  )
}

function Deleting(props: { readonly client: ClientDetail }): JSX.Element {
  const { clientId, settings, activeTokens } = props.client
  const [open, setOpen] = useState(false)
  const navigate = useNavigate()
  const remove = useAct('clients.delete')
  function confirm(): void {
    remove.mutate(
      { clientId },
      {
        onSuccess: ({ orphanedTokens }) => {
          showToast({
            title: `${settings.name} deleted`,
            ...(orphanedTokens === 0
              ? {}
              : {
                  description: `${plural(orphanedTokens, 'refresh token')} can no longer be used`,
                }),
          })
          void navigate({ to: '/clients', ignoreBlocker: true })
        },
        onError: (error) => {
          setOpen(false)
          showFailure('Not deleted', error)
        },
      },
    )
  }
  return (
    <Act title="Delete" words="The client, its secrets and its settings are gone for good.">
      <Button tone="danger" onClick={() => setOpen(true)}>
        Delete client
      </Button>
      <ConfirmDialog
        open={open}
        title={`Delete ${settings.name}?`}
        confirmLabel={`Delete ${clientId}`}
        busy={remove.isPending}
        onConfirm={confirm}
        onClose={() => setOpen(false)}
      >
        <p>
          <strong>
            {activeTokens === 0
              ? 'No active refresh token dies.'
              : `${plural(activeTokens, 'active refresh token')} ${activeTokens === 1 ? 'dies' : 'die'} with it.`}
          </strong>{' '}
          Its applications can sign nobody in and refresh nothing. This cannot be undone.
        </p>
      </ConfirmDialog>
    </Act>
  )
}
