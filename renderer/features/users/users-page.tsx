import { Plus } from 'lucide-react'
import type { JSX } from 'react'

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

import { NewUserPanel } from './new-user-panel.tsx'
import { userColumns } from './user-columns.tsx'
import type { UserRow } from './user-columns.tsx'
import { UserPanel } from './user-panel.tsx'

/** The local accounts; a row opens beside the list. */
export function UsersPage(): JSX.Element {
  const url = useListUrl('/users', 'username')
  const query = useOperation('users', 'users.list', {})
  const found = query.data?.items.filter((user) => matches(user, url.q ?? ''))
  return (
    <Page>
      <PageHeader
        title="Users"
        note={found === undefined ? undefined : plural(found.length, 'user')}
        actions={
          <Button tone="primary" onClick={() => url.change({ create: true, id: undefined })}>
            <Plus />
            New user
          </Button>
        }
      >
        <FilterBox
          label="Filter by name, email or subject"
          value={url.q ?? ''}
          onChange={(q) => url.change({ q })}
        />
      </PageHeader>
      <SplitView>
        <div>
          <Loaded query={query} what="users">
            {() => <UserGrid url={url} users={found ?? []} />}
          </Loaded>
        </div>
        <Panel url={url} />
      </SplitView>
    </Page>
  )
}

function UserGrid(props: {
  readonly url: ListUrl
  readonly users: readonly UserRow[]
}): JSX.Element {
  const { url } = props
  return (
    <ListGrid
      name="users"
      label="Users"
      columns={userColumns}
      rows={props.users}
      rowId={(user) => user.subject}
      sort={url.order}
      onSort={({ by, direction }) =>
        url.change({ sort: direction === 'descending' ? `-${by}` : by })
      }
      openId={url.id}
      onOpen={(user) => url.change({ id: user.subject, create: undefined })}
      empty={
        url.q === undefined ? (
          <EmptyState
            title="No user yet"
            actions={<Button onClick={() => url.change({ create: true })}>Make a user</Button>}
          >
            A user signs in at the issuer’s own page with a name and a password.
          </EmptyState>
        ) : (
          <EmptyState
            title="No user matches"
            actions={<Button onClick={() => url.change({ q: undefined })}>Show all users</Button>}
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
      <NewUserPanel
        onClose={close}
        onMade={(subject) => url.change({ id: subject, create: undefined })}
      />
    )
  }
  return url.id === undefined ? null : <UserPanel key={url.id} subject={url.id} onClose={close} />
}

function matches(user: UserRow, filter: string): boolean {
  const text = `${user.username}\n${user.name}\n${user.email}\n${user.subject}`
  return text.toLowerCase().includes(filter.trim().toLowerCase())
}
