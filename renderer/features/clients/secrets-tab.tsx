import { useState } from 'react'
import type { JSX } from 'react'

import type { ClientDetail } from '#contract/clients.ts'
import { useAct } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { ConfirmDialog } from '#renderer/ui/dialog.tsx'
import { EmptyState } from '#renderer/ui/empty-state.tsx'
import { Section } from '#renderer/ui/page.tsx'
import { RelativeTime } from '#renderer/ui/relative-time.tsx'
import { SelectField } from '#renderer/ui/select-field.tsx'
import { showFailure } from '#renderer/ui/toast.tsx'

import { useSecretDialog } from './secret-dialog.tsx'

const overlaps = [
  { value: '0', label: 'Ends now' },
  { value: '3600', label: 'Stays valid for 1 hour' },
  { value: '86400', label: 'Stays valid for 1 day' },
  { value: '604800', label: 'Stays valid for 7 days' },
  { value: '2592000', label: 'Stays valid for 30 days' },
]

/** The client's secrets, by what is known of them; their values are not. */
export function SecretsTab(props: { readonly client: ClientDetail }): JSX.Element {
  const { client } = props
  if (client.settings.type === 'public') {
    return (
      <EmptyState title="A public client has no secret">
        It runs where everybody can read it. PKCE protects its codes instead.
      </EmptyState>
    )
  }
  return (
    <div className="client-column">
      <RotateSecret client={client} />
      <Section title="Secrets" help="Two may be valid at once while applications change over.">
        {client.secrets.length === 0 ? (
          <p className="secondary">None. The client cannot prove itself until it has one.</p>
        ) : (
          <table className="secrets" aria-label="Secrets">
            <thead>
              <tr>
                <th scope="col">Secret</th>
                <th scope="col">Created</th>
                <th scope="col">Expires</th>
                <th scope="col">Last used</th>
                <th scope="col">
                  <span className="visually-hidden">Acts</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {client.secrets.map((secret) => (
                <SecretRow key={secret.id} client={client} secret={secret} />
              ))}
            </tbody>
          </table>
        )}
      </Section>
    </div>
  )
}

function RotateSecret(props: { readonly client: ClientDetail }): JSX.Element {
  const { clientId, secrets } = props.client
  const [overlap, setOverlap] = useState('86400')
  const add = useAct('clients.addSecret')
  const secret = useSecretDialog()
  const has = secrets.length > 0
  return (
    <Section
      title={has ? 'Rotate' : 'Add'}
      help="A new secret is generated and shown once: 256 random bits, stored as a digest."
    >
      <div className="rotate">
        {has ? (
          <SelectField
            label="The present secret"
            options={overlaps}
            value={overlap}
            onChange={(event) => setOverlap(event.target.value)}
          />
        ) : null}
        <Button
          busy={add.isPending}
          onClick={() =>
            add.mutate(
              { clientId, overlap: has ? Number(overlap) : 0 },
              {
                onSuccess: (made) => secret.show({ clientId, value: made.secret.value }),
                onError: (error) => showFailure('No secret was made', error),
              },
            )
          }
        >
          {has ? 'Rotate secret' : 'Add secret'}
        </Button>
      </div>
      {secret.dialog}
    </Section>
  )
}

function SecretRow(props: {
  readonly client: ClientDetail
  readonly secret: ClientDetail['secrets'][number]
}): JSX.Element {
  const { secret, client } = props
  const [asking, setAsking] = useState(false)
  const remove = useAct('clients.removeSecret')
  return (
    <tr>
      <td>
        <code>{secret.id}</code>
      </td>
      <td>
        <RelativeTime at={secret.createdAt} />
      </td>
      <td>
        <RelativeTime at={secret.expiresAt} />
      </td>
      <td>
        <RelativeTime at={secret.lastUsedAt} />
      </td>
      <td>
        <Button tone="quiet" onClick={() => setAsking(true)}>
          Remove<span className="visually-hidden"> secret {secret.id}</span>
        </Button>
        <ConfirmDialog
          open={asking}
          title="Remove this secret?"
          confirmLabel="Remove secret"
          busy={remove.isPending}
          onClose={() => setAsking(false)}
          onConfirm={() =>
            remove.mutate(
              { clientId: client.clientId, secretId: secret.id },
              {
                onSettled: () => setAsking(false),
                onError: (error) => showFailure('Not removed', error),
              },
            )
          }
        >
          {client.secrets.length === 1
            ? 'It is the only one: applications of this client get no tokens until a new one is added.'
            : 'Applications that still use it get no tokens from now on.'}
        </ConfirmDialog>
      </td>
    </tr>
  )
}
