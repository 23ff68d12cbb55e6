import type { JSX } from 'react'

import { FilterChips } from '#renderer/query-bar/filter-chips.tsx'
import { FilterLine } from '#renderer/query-bar/filter-line.tsx'
import { ColumnChooser } from '#renderer/ui/data-grid-layout.tsx'
import { Page, PageHeader } from '#renderer/ui/page.tsx'
import { SplitView } from '#renderer/ui/side-panel.tsx'
import { ToggleField } from '#renderer/ui/toggle-field.tsx'

import { activityBar } from './activity-bar.ts'
import { ActivityList } from './activity-list.tsx'
import { ActivitySettingsButton } from './activity-settings.tsx'
import { ActivityStatus } from './activity-status.tsx'
import { ClearActivity } from './clear-activity.tsx'
import { LiveButton } from './live-button.tsx'
import { RecordPanel } from './record-panel.tsx'
import { useActivityPage } from './use-activity-page.ts'

import './activity.css'

/** Every request as it is answered, newest first; one opens beside the list. */
export function ActivityPage(): JSX.Element {
  const page = useActivityPage()
  const { url, line, activity } = page
  const close = (): void => url.change({ record: undefined }, true)
  return (
    <Page>
      <PageHeader
        title="Activity"
        actions={
          <>
            <LiveButton
              paused={page.paused}
              waiting={activity.waiting}
              onToggle={() => page.setPaused(!page.paused)}
            />
            <ClearActivity onCleared={close} />
            <ActivitySettingsButton />
          </>
        }
      >
        <FilterLine bar={activityBar} line={line} />
      </PageHeader>
      <div className="filter-bar">
        <FilterChips
          bar={activityBar}
          options={page.options}
          query={line.query ?? {}}
          onChange={line.setQuery}
        />
        <div className="filter-bar-end">
          <ToggleField
            label="Fold flows"
            className="fold-toggle"
            checked={url.folded}
            onChange={({ target }) =>
              url.change({ unfolded: target.checked ? undefined : true }, true)
            }
          />
          <ColumnChooser layout={page.layout} />
        </div>
      </div>
      <SplitView>
        <div className="activity-list">
          <ActivityList page={page} />
          <ActivityStatus page={page} />
        </div>
        {url.record === undefined ? null : <RecordPanel id={url.record} onClose={close} />}
      </SplitView>
    </Page>
  )
}
