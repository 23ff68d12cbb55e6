import { useNavigate, useSearch } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import type { JSX } from 'react'

import type { Output } from '#contract/operations.ts'
import { plural } from '#renderer/format.ts'
import { useOperation } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { EmptyState } from '#renderer/ui/empty-state.tsx'
import { ListGrid } from '#renderer/ui/list-grid.tsx'
import { Loaded } from '#renderer/ui/loaded.tsx'
import { FilterBox, Page, PageHeader } from '#renderer/ui/page.tsx'
import { SplitView } from '#renderer/ui/side-panel.tsx'

import { clientColumns } from './client-columns.tsx'
import { ClientPeek } from './client-peek.tsx'
import { clientsSearch } from './clients-search.ts'
import type { ClientsSearch } from './clients-search.ts'
import { LoadSample } from './load-sample.tsx'

import './clients.css'

/** Every client; a row opens its editor, Space shows it beside the list. */
export function ClientsPage(): JSX.Element {
  const search = useSearch({ from: '/clients' })
  const navigate = useNavigate()
  const query = useOperation('clients', 'clients.list', {})
  const found = query.data?.items.filter((client) => matches(client, search.q ?? ''))
  const change = (next: ClientsSearch): void =>
    void navigate({ to: '/clients', search: clientsSearch({ ...search, ...next }), replace: true })
  return (
    <Page>
      <PageHeader
        title="Clients"
        note={found === undefined ? undefined : plural(found.length, 'client')}
        actions={
          <Button tone="primary" onClick={() => void navigate({ to: '/new-client' })}>
            <Plus />
            New client
          </Button>
        }
      >
        <FilterBox
          label="Filter by id or name"
          value={search.q ?? ''}
          onChange={(q) => change({ q })}
        />
      </PageHeader>
      <SplitView>
        <div>
          <Loaded query={query} what="clients">
            {() => <ClientGrid search={search} clients={found ?? []} onChange={change} />}
          </Loaded>
        </div>
        {search.peek === undefined ? null : (
          <ClientPeek clientId={search.peek} onClose={() => change({ peek: undefined })} />
        )}
      </SplitView>
    </Page>
  )
}

function ClientGrid(props: {
  readonly search: ClientsSearch
  readonly clients: Output<'clients.list'>['items']
  readonly onChange: (next: ClientsSearch) => void
}): JSX.Element {
  const { search, onChange } = props
  const navigate = useNavigate()
  return (
    <ListGrid
      name="clients"
      label="Clients"
      columns={clientColumns}
      rows={props.clients}
      rowId={(client) => client.clientId}
      sort={{ by: search.sort ?? 'name', direction: search.direction ?? 'ascending' }}
      onSort={({ by, direction }) => onChange({ sort: by, direction })}
      openId={search.peek}
      onOpen={({ clientId }) => void navigate({ to: '/clients/$clientId', params: { clientId } })}
      onPeek={({ clientId }) => onChange({ peek: clientId })}
      empty={
        search.q === undefined ? (
          <NoClients />
        ) : (
          <EmptyState
            title="No client matches"
            actions={<Button onClick={() => onChange({ q: undefined })}>Show all clients</Button>}
          />
        )
      }
    />
  )
}

function matches(
  client: { readonly clientId: string; readonly name: string },
  filter: string,
): boolean {
  const text = `${client.clientId}\n${client.name}`.toLowerCase()
  return text.includes(filter.trim().toLowerCase())
}

function NoClients(): JSX.Element {
  const navigate = useNavigate()
  return (
    <EmptyState
      title="No client yet"
      actions={
        <>
          <Button onClick={() => void navigate({ to: '/new-client' })}>Make a client</Button>
          <LoadSample />
        </>
      }
    >
      An application signs in through a client.
    </EmptyState>
  )
}
