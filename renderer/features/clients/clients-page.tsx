import { useNavigate, useSearch } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import type { JSX } from 'react'

import { plural } from '#renderer/format.ts'
import { useOperation } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { EmptyState } from '#renderer/ui/empty-state.tsx'
import { Failure } from '#renderer/ui/failure.tsx'
import { ListGrid } from '#renderer/ui/list-grid.tsx'
import { FilterBox, Page, PageHeader } from '#renderer/ui/page.tsx'
import { Skeleton } from '#renderer/ui/skeleton.tsx'

import { clientColumns } from './client-columns.tsx'
import { clientsSearch } from './clients-search.ts'
import type { ClientsSearch } from './clients-search.ts'
import { LoadSample } from './load-sample.tsx'

/** Every client; a row opens its editor. */
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
      {query.isError ? (
        <Failure
          title="The clients could not be loaded"
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      ) : null}
      {query.isPending ? <Skeleton label="Loading the clients" /> : null}
      {found === undefined ? null : (
        <ListGrid
          name="clients"
          label="Clients"
          columns={clientColumns}
          rows={found}
          rowId={(client) => client.clientId}
          sort={{ by: search.sort ?? 'name', direction: search.direction ?? 'ascending' }}
          onSort={({ by, direction }) => change({ sort: by, direction })}
          onOpen={({ clientId }) =>
            void navigate({ to: '/clients/$clientId', params: { clientId } })
          }
          empty={search.q === undefined ? <NoClients /> : <EmptyState title="No client matches" />}
        />
      )}
    </Page>
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
