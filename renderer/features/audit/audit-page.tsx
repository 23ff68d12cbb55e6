import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { JSX } from 'react'

import { call } from '#renderer/admin-client.ts'
import { absoluteTime } from '#renderer/format.ts'
import { EmptyState } from '#renderer/ui/empty-state.tsx'
import { ListGrid } from '#renderer/ui/list-grid.tsx'
import { Loaded } from '#renderer/ui/loaded.tsx'
import { Facts, Page, PageHeader } from '#renderer/ui/page.tsx'
import { SidePanel, SplitView } from '#renderer/ui/side-panel.tsx'

import { auditColumns } from './audit-columns.tsx'
import type { AuditEntry } from './audit-columns.tsx'

const pageSize = 100

/** What administrators did, newest first. */
export function AuditPage(): JSX.Element {
  const search = useSearch({ from: '/audit' })
  const navigate = useNavigate()
  const query = useAudit()
  const entries = query.data?.pages.flatMap((page) => page.entries)
  const open = entries?.find((entry) => entry.id === search.entry)
  return (
    <Page>
      <PageHeader title="Audit" />
      <Loaded query={query} what="audit trail">
        {() => (
          <SplitView>
            <ListGrid
              name="audit"
              label="Audit trail"
              columns={auditColumns}
              rows={entries ?? []}
              rowId={(entry) => String(entry.id)}
              openId={search.entry === undefined ? undefined : String(search.entry)}
              onOpen={({ id }) =>
                void navigate({ to: '/audit', search: { entry: id }, replace: true })
              }
              hasMore={query.hasNextPage}
              onEndReached={() => {
                if (!query.isFetching) void query.fetchNextPage()
              }}
              empty={
                <EmptyState title="Nothing has been changed yet">
                  What administrators do stands here: who, when, and to what.
                </EmptyState>
              }
            />
            {open === undefined ? null : (
              <EntryPanel
                entry={open}
                onClose={() => void navigate({ to: '/audit', replace: true })}
              />
            )}
          </SplitView>
        )}
      </Loaded>
    </Page>
  )
}

function useAudit() {
  return useInfiniteQuery({
    // No topic of its own: every act changes something, and the issuer's state follows that.
    queryKey: ['issuer', 'audit.list'],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) =>
      call('audit.list', {
        limit: pageSize,
        ...(pageParam === undefined ? {} : { before: pageParam }),
      }),
    getNextPageParam: ({ entries }) => (entries.length < pageSize ? undefined : entries.at(-1)?.id),
  })
}

function EntryPanel(props: {
  readonly entry: AuditEntry
  readonly onClose: () => void
}): JSX.Element {
  const { entry } = props
  return (
    <SidePanel name="audit" title={entry.operation} onClose={props.onClose}>
      <Facts
        items={[
          { name: 'When', value: absoluteTime(entry.at) },
          { name: 'By', value: entry.actor },
          { name: 'To', value: <code>{entry.target}</code> },
          { name: 'What', value: entry.summary },
        ]}
      />
    </SidePanel>
  )
}
