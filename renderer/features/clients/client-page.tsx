import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { JSX } from 'react'

import type { ClientDetail } from '#contract/clients.ts'
import { count } from '#renderer/format.ts'
import { useOperation } from '#renderer/operations.ts'
import { Banner } from '#renderer/ui/banner.tsx'
import { Button } from '#renderer/ui/button.tsx'
import { Failure } from '#renderer/ui/failure.tsx'
import { LeaveGuard } from '#renderer/ui/leave-guard.tsx'
import { Page, PageHeader } from '#renderer/ui/page.tsx'
import { SaveActions } from '#renderer/ui/save-actions.tsx'
import { Skeleton } from '#renderer/ui/skeleton.tsx'
import { Status } from '#renderer/ui/status.tsx'
import { TabPanel, Tabs } from '#renderer/ui/tabs.tsx'
import { useSaveKey } from '#renderer/ui/use-save-key.ts'

import { ClientEditor } from './client-editor.tsx'
import { ConnectTab } from './connect-tab.tsx'
import { DangerZone } from './danger-zone.tsx'
import { SecretsTab } from './secrets-tab.tsx'
import { useClientForm } from './use-client-form.ts'
import type { ClientEditing } from './use-client-form.ts'

/** One client: settings, secrets, and what cannot be taken back. */
export function ClientPage(): JSX.Element {
  const { clientId } = useParams({ from: '/clients/$clientId' })
  const query = useOperation('clients', 'clients.get', { clientId })
  if (query.data !== undefined) return <LoadedClient key={clientId} client={query.data} />
  return (
    <Page>
      <PageHeader title={clientId} />
      {query.isError ? (
        <Failure
          title={`There is no client “${clientId}”`}
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      ) : (
        <Skeleton label="Loading the client" />
      )}
    </Page>
  )
}

function LoadedClient(props: { readonly client: ClientDetail }): JSX.Element {
  const { client } = props
  const editing = useClientForm(client)
  const { form, save } = editing
  const dirty = form.formState.isDirty
  useSaveKey(save)
  return (
    <Page>
      <PageHeader
        title={client.settings.name}
        note={<ClientNote client={client} />}
        actions={
          <SaveActions
            dirty={dirty}
            saving={editing.saving}
            onSave={save}
            onDiscard={() => form.reset()}
          />
        }
      />
      {editing.outdated ? (
        <Banner tone="amber" actions={<Button onClick={editing.takeTheirs}>Take theirs</Button>}>
          Somebody else changed this client. Saving now would be refused; taking theirs drops your
          changes.
        </Banner>
      ) : null}
      {client.settings.type === 'confidential' && client.secrets.length === 0 ? (
        <NoSecret clientId={client.clientId} />
      ) : null}
      <ClientTabs client={client} editing={editing} />
      <LeaveGuard what="client" dirty={dirty} />
    </Page>
  )
}

function ClientTabs(props: {
  readonly client: ClientDetail
  readonly editing: ClientEditing
}): JSX.Element {
  const { client, editing } = props
  const { clientId } = client
  const search = useSearch({ from: '/clients/$clientId' })
  const navigate = useNavigate()
  return (
    <div className="client-tabs">
      <Tabs
        label="Client"
        tabs={[
          { value: 'settings', label: 'Settings' },
          { value: 'secrets', label: 'Secrets' },
          { value: 'connect', label: 'Connect' },
          { value: 'danger', label: 'Danger zone' },
        ]}
        value={search.tab ?? 'settings'}
        onChange={(tab) =>
          void navigate({ to: '/clients/$clientId', params: { clientId }, search: { tab } })
        }
      >
        <TabPanel value="settings" keepMounted>
          <ClientEditor
            form={editing.form}
            isNew={false}
            hasSecret={client.secrets.length > 0}
            onSave={editing.save}
          />
        </TabPanel>
        <TabPanel value="secrets">
          <SecretsTab client={client} />
        </TabPanel>
        <TabPanel value="connect">
          <ConnectTab client={client} />
        </TabPanel>
        <TabPanel value="danger">
          <DangerZone client={client} />
        </TabPanel>
      </Tabs>
      <Link
        to="/refresh-tokens"
        search={{ q: `client:${clientId}` }}
        className="tab client-tokens-link"
      >
        Tokens ({count(client.activeTokens)})
      </Link>
    </div>
  )
}

/** It was public until now, or its last secret was removed. */
function NoSecret(props: { readonly clientId: string }): JSX.Element {
  const { clientId } = props
  return (
    <Banner
      tone="amber"
      actions={
        <Link to="/clients/$clientId" params={{ clientId }} search={{ tab: 'secrets' }}>
          Add secret
        </Link>
      }
    >
      <strong>This client has no secret.</strong> It is confidential, so every request for tokens is
      refused until it has one.
    </Banner>
  )
}

function ClientNote(props: { readonly client: ClientDetail }): JSX.Element {
  const { clientId, settings } = props.client
  return (
    <span className="client-note">
      <code>{clientId}</code>
      {settings.enabled ? null : <Status tone="grey">Disabled</Status>}
      {settings.flow === 'code' ? (
        <Link to="/consents" search={{ client: clientId }}>
          Consents
        </Link>
      ) : null}
    </span>
  )
}
