import { useNavigate, useSearch } from '@tanstack/react-router'
import { X } from 'lucide-react'
import type { JSX } from 'react'

import { plural } from '#renderer/format.ts'
import { Button } from '#renderer/ui/button.tsx'
import { EmptyState } from '#renderer/ui/empty-state.tsx'
import { ListGrid } from '#renderer/ui/list-grid.tsx'
import { Loaded } from '#renderer/ui/loaded.tsx'
import { FilterBox, Page, PageHeader } from '#renderer/ui/page.tsx'
import { SplitView } from '#renderer/ui/side-panel.tsx'

import { consentColumns } from './consent-columns.tsx'
import { ConsentPanel } from './consent-panel.tsx'
import { consentKey, consentsSearch, parseConsentKey } from './consents-search.ts'
import type { ConsentsSearch } from './consents-search.ts'
import { useConsents } from './use-consents.ts'

type Change = { [Key in keyof ConsentsSearch]?: ConsentsSearch[Key] | undefined }

/** What users allowed clients, remembered so that they are not asked again. */
export function ConsentsPage(): JSX.Element {
  const search = useSearch({ from: '/consents' })
  const navigate = useNavigate()
  const change = (change: Change): void =>
    void navigate({
      to: '/consents',
      search: consentsSearch({ ...search, ...change }),
      replace: true,
    })
  const consents = useConsents(search)
  const open = search.open === undefined ? undefined : parseConsentKey(search.open)
  return (
    <Page>
      <PageHeader
        title="Consents"
        note={consents.count === undefined ? undefined : plural(consents.count, 'consent')}
      >
        <FilterBox
          label="Filter by user or client"
          maxLength={200}
          value={search.q ?? ''}
          onChange={(q) => change({ q })}
        />
        <Narrowed search={search} onChange={change} />
      </PageHeader>
      <SplitView>
        <div>
          <ConsentGrid consents={consents} search={search} onChange={change} />
        </div>
        {open === undefined ? null : (
          <ConsentPanel key={search.open} {...open} onClose={() => change({ open: undefined })} />
        )}
      </SplitView>
    </Page>
  )
}

/** What a link from a user or a client has narrowed the list to. */
function Narrowed(props: {
  readonly search: ConsentsSearch
  readonly onChange: (change: Change) => void
}): JSX.Element {
  const { user, client } = props.search
  return (
    <>
      {user === undefined ? null : (
        <Button
          aria-label={`Show every user, not ${user} alone`}
          onClick={() => props.onChange({ user: undefined })}
        >
          User <code className="truncate">{user}</code>
          <X />
        </Button>
      )}
      {client === undefined ? null : (
        <Button
          aria-label={`Show every client, not ${client} alone`}
          onClick={() => props.onChange({ client: undefined })}
        >
          Client <code className="truncate">{client}</code>
          <X />
        </Button>
      )}
    </>
  )
}

function ConsentGrid(props: {
  readonly consents: ReturnType<typeof useConsents>
  readonly search: ConsentsSearch
  readonly onChange: (change: Change) => void
}): JSX.Element {
  const { query, isFiltered } = props.consents
  return (
    <Loaded query={query} what="consents">
      {({ pages }) => (
        <ListGrid
          name="consents"
          label="Consents"
          columns={consentColumns}
          rows={pages.flatMap(({ consents }) => consents)}
          rowId={consentKey}
          openId={props.search.open}
          onOpen={(consent) => props.onChange({ open: consentKey(consent) })}
          hasMore={query.hasNextPage}
          onEndReached={() => {
            if (!query.isFetching) void query.fetchNextPage()
          }}
          empty={
            isFiltered ? (
              <EmptyState
                title="No consent matches"
                actions={
                  <Button
                    onClick={() =>
                      props.onChange({ q: undefined, user: undefined, client: undefined })
                    }
                  >
                    Show all consents
                  </Button>
                }
              />
            ) : (
              <EmptyState title="No consent is remembered">
                What a user allows stands here when the client’s consent is set to be remembered.
              </EmptyState>
            )
          }
        />
      )}
    </Loaded>
  )
}
