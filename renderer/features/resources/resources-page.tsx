import { Plus } from 'lucide-react'
import type { JSX } from 'react'

import type { ResourceDetail } from '#contract/resources.ts'
import { plural } from '#renderer/format.ts'
import { useListUrl } from '#renderer/list-search.ts'
import type { ListUrl } from '#renderer/list-search.ts'
import { useOperation } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { EmptyState } from '#renderer/ui/empty-state.tsx'
import { ListGrid } from '#renderer/ui/list-grid.tsx'
import { Loaded } from '#renderer/ui/loaded.tsx'
import { FilterBox, Page, PageHeader } from '#renderer/ui/page.tsx'
import { SplitView } from '#renderer/ui/side-panel.tsx'

import { NewResourcePanel } from './new-resource-panel.tsx'
import { resourceColumns } from './resource-columns.tsx'
import { ResourcePanel } from './resource-panel.tsx'

import './resources.css'

/** The APIs that accept this issuer's access tokens, and their scopes. */
export function ResourcesPage(): JSX.Element {
  const url = useListUrl('/resources', 'name')
  const query = useOperation('resources', 'resources.list', {})
  const found = query.data?.items.filter((resource) => matches(resource, url.q ?? ''))
  return (
    <Page>
      <PageHeader
        title="Resources"
        note={found === undefined ? undefined : plural(found.length, 'resource')}
        actions={
          <Button tone="primary" onClick={() => url.change({ create: true, id: undefined })}>
            <Plus />
            New resource
          </Button>
        }
      >
        <FilterBox
          label="Filter by audience, name or scope"
          value={url.q ?? ''}
          onChange={(q) => url.change({ q })}
        />
      </PageHeader>
      <SplitView>
        <div>
          <Loaded query={query} what="resources">
            {() => <ResourceGrid url={url} resources={found ?? []} />}
          </Loaded>
        </div>
        <Panel url={url} />
      </SplitView>
    </Page>
  )
}

function ResourceGrid(props: {
  readonly url: ListUrl
  readonly resources: readonly ResourceDetail[]
}): JSX.Element {
  const { url } = props
  return (
    <ListGrid
      name="resources"
      label="Resources"
      columns={resourceColumns}
      rows={props.resources}
      rowId={(resource) => resource.audience}
      sort={url.order}
      onSort={({ by, direction }) =>
        url.change({ sort: direction === 'descending' ? `-${by}` : by })
      }
      openId={url.id}
      onOpen={(resource) => url.change({ id: resource.audience, create: undefined })}
      empty={
        url.q === undefined ? (
          <EmptyState
            title="No resource yet"
            actions={<Button onClick={() => url.change({ create: true })}>Make a resource</Button>}
          >
            A resource is an API that accepts access tokens. It says which scopes there are.
          </EmptyState>
        ) : (
          <EmptyState
            title="No resource matches"
            actions={
              <Button onClick={() => url.change({ q: undefined })}>Show all resources</Button>
            }
          />
        )
      }
    />
  )
}

function Panel(props: { readonly url: ListUrl }): JSX.Element | null {
  const { url } = props
  const close = (): void => url.change({ id: undefined, create: undefined })
  if (url.create === true) {
    return (
      <NewResourcePanel
        onClose={close}
        onMade={(audience) => url.change({ id: audience, create: undefined })}
      />
    )
  }
  if (url.id === undefined) return null
  return <ResourcePanel key={url.id} audience={url.id} onClose={close} />
}

function matches({ audience, settings }: ResourceDetail, filter: string): boolean {
  const scopes = settings.scopes.map((scope) => scope.name).join('\n')
  const text = `${audience}\n${settings.name}\n${scopes}`
  return text.toLowerCase().includes(filter.trim().toLowerCase())
}
