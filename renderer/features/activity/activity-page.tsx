import { useNavigate, useSearch } from '@tanstack/react-router'
import type { JSX } from 'react'

import { useOperation } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { EmptyState } from '#renderer/ui/empty-state.tsx'
import { Failure } from '#renderer/ui/failure.tsx'
import { ListGrid } from '#renderer/ui/list-grid.tsx'
import { Page, PageHeader } from '#renderer/ui/page.tsx'
import { SelectField } from '#renderer/ui/select-field.tsx'
import { SplitView } from '#renderer/ui/side-panel.tsx'
import { Skeleton } from '#renderer/ui/skeleton.tsx'

import { activityColumns } from './activity-columns.tsx'
import { activitySearch } from './activity-search.ts'
import type { ActivitySearch } from './activity-search.ts'
import { RecordPanel } from './record-panel.tsx'
import { useActivity } from './use-activity.ts'

import './activity.css'

/** Recent requests, newest first; a row opens the checks that ran. */
export function ActivityPage(): JSX.Element {
  const search = useSearch({ from: '/activity' })
  const navigate = useNavigate()
  const activity = useActivity(search)
  function change(next: ActivitySearch): void {
    // Validating drops what is empty, so that the address stays short.
    void navigate({
      to: '/activity',
      search: activitySearch({ ...search, ...next }),
      replace: true,
    })
  }
  return (
    <Page>
      <PageHeader title="Activity">
        <ActivityFilters search={search} onChange={change} />
      </PageHeader>
      {activity.error === null ? null : (
        <Failure
          title="The activity could not be loaded"
          error={activity.error}
          onRetry={activity.retry}
        />
      )}
      {activity.isPending ? <Skeleton label="Loading the activity" /> : null}
      {activity.records === undefined ? null : (
        <SplitView>
          <ListGrid
            name="activity"
            label="Requests"
            columns={activityColumns}
            rows={activity.records}
            rowId={(record) => String(record.id)}
            openId={search.record === undefined ? undefined : String(search.record)}
            onOpen={(record) => change({ record: record.id })}
            hasMore={activity.hasMore}
            onEndReached={activity.loadMore}
            empty={<NoActivity filtered={isFiltered(search)} onClear={() => change(noFilter)} />}
          />
          {search.record === undefined ? null : (
            <RecordPanel id={search.record} onClose={() => change({ record: undefined })} />
          )}
        </SplitView>
      )}
    </Page>
  )
}

const noFilter: ActivitySearch = { outcome: undefined, client: undefined }

function isFiltered(search: ActivitySearch): boolean {
  return search.outcome !== undefined || search.client !== undefined
}

function ActivityFilters(props: {
  readonly search: ActivitySearch
  readonly onChange: (next: ActivitySearch) => void
}): JSX.Element {
  const { search, onChange } = props
  const clients = useOperation('clients', 'clients.list', {})
  const known = (clients.data?.items ?? []).map(({ clientId }) => clientId)
  const chosen = search.client
  const choices = chosen === undefined || known.includes(chosen) ? known : [chosen, ...known]
  return (
    <div className="activity-filters">
      <SelectField
        label="Outcome"
        hideLabel
        data-filter=""
        value={search.outcome ?? ''}
        options={[
          { value: '', label: 'Every outcome' },
          { value: 'passed', label: 'Passed' },
          { value: 'refused', label: 'Refused' },
          { value: 'failed', label: 'Failed' },
        ]}
        onChange={(event) =>
          onChange({ outcome: activitySearch({ outcome: event.target.value }).outcome })
        }
      />
      <SelectField
        label="Client"
        hideLabel
        value={chosen ?? ''}
        options={[
          { value: '', label: 'Every client' },
          ...choices.map((clientId) => ({ value: clientId, label: clientId })),
        ]}
        onChange={(event) => onChange({ client: event.target.value || undefined })}
      />
    </div>
  )
}

function NoActivity(props: {
  readonly filtered: boolean
  readonly onClear: () => void
}): JSX.Element {
  if (props.filtered) {
    return (
      <EmptyState
        title="No request matches"
        actions={<Button onClick={props.onClear}>Show every request</Button>}
      />
    )
  }
  return (
    <EmptyState title="No request yet">
      Each request to the issuer appears here with the checks it passed and the one it did not.
    </EmptyState>
  )
}
