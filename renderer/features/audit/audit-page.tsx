import { Download } from 'lucide-react'
import type { JSX } from 'react'

import { FilterChips } from '#renderer/query-bar/filter-chips.tsx'
import { FilterLine } from '#renderer/query-bar/filter-line.tsx'
import { Button } from '#renderer/ui/button.tsx'
import { EmptyState } from '#renderer/ui/empty-state.tsx'
import { ListGrid } from '#renderer/ui/list-grid.tsx'
import { Loaded } from '#renderer/ui/loaded.tsx'
import { Page, PageHeader } from '#renderer/ui/page.tsx'
import { SplitView } from '#renderer/ui/side-panel.tsx'

import { auditColumns } from './audit-columns.tsx'
import { auditBar, useAuditOptions } from './audit-query.ts'
import { EntryPanel } from './entry-panel.tsx'
import { useAuditExport, useAuditPage } from './use-audit.ts'

/** What administrators did, newest first. */
export function AuditPage(): JSX.Element {
  const page = useAuditPage()
  const { search, line } = page
  const options = useAuditOptions()
  const exporting = useAuditExport(page.filter)
  const close = (): void => page.change({ entry: undefined }, true)
  return (
    <Page>
      <PageHeader
        title="Audit"
        actions={
          <Button busy={exporting.running} onClick={exporting.start}>
            <Download />
            Export
          </Button>
        }
      >
        <FilterLine bar={auditBar} line={line} />
      </PageHeader>
      <div className="filter-bar">
        <FilterChips
          bar={auditBar}
          options={options}
          query={line.query ?? {}}
          onChange={line.setQuery}
        />
      </div>
      <SplitView>
        <div>
          <AuditGrid page={page} />
        </div>
        {search.entry === undefined ? null : (
          <EntryPanel key={search.entry} id={search.entry} onClose={close} />
        )}
      </SplitView>
    </Page>
  )
}

function AuditGrid(props: { readonly page: ReturnType<typeof useAuditPage> }): JSX.Element {
  const { query, search, change, filter } = props.page
  return (
    <Loaded query={query} what="audit trail">
      {({ pages }) => (
        <ListGrid
          name="audit"
          label="Audit trail"
          columns={auditColumns}
          rows={pages.flatMap(({ entries }) => entries)}
          rowId={(entry) => String(entry.id)}
          openId={search.entry === undefined ? undefined : String(search.entry)}
          onOpen={({ id }) => change({ entry: id }, true)}
          hasMore={query.hasNextPage}
          onEndReached={() => {
            if (!query.isFetching) void query.fetchNextPage()
          }}
          empty={
            Object.keys(filter).length > 0 ? (
              <EmptyState
                title="No entry matches"
                actions={
                  <Button onClick={() => change({ q: undefined }, false)}>Show all entries</Button>
                }
              />
            ) : (
              <EmptyState title="Nothing has been changed yet">
                What administrators do stands here: who, when, and to what.
              </EmptyState>
            )
          }
        />
      )}
    </Loaded>
  )
}
