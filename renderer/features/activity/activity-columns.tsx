import type { DecisionSummary } from '#contract/activity.ts'
import { absoluteTime, tookTime } from '#renderer/format.ts'
import type { ListColumn } from '#renderer/ui/list-grid.tsx'
import { RelativeTime } from '#renderer/ui/relative-time.tsx'

import { Outcome, outcomeWord } from './outcome.tsx'

export const activityColumns: readonly ListColumn<DecisionSummary>[] = [
  {
    id: 'at',
    header: 'Time',
    width: 130,
    render: (record) => <RelativeTime at={record.at} bare />,
    text: (record) => absoluteTime(record.at),
  },
  {
    id: 'endpoint',
    header: 'Endpoint',
    width: 130,
    fixed: true,
    render: (record) => record.endpoint,
    text: (record) => record.endpoint,
  },
  {
    id: 'client',
    header: 'Client',
    width: 160,
    render: (record) =>
      record.clientId === null ? (
        <span className="secondary">None</span>
      ) : (
        <code>{record.clientId}</code>
      ),
    text: (record) => record.clientId ?? '',
  },
  {
    id: 'outcome',
    header: 'Outcome',
    width: 100,
    render: (record) => <Outcome outcome={record.outcome} />,
    text: (record) => outcomeWord(record.outcome),
  },
  {
    id: 'error',
    header: 'Error',
    width: 160,
    render: (record) => (record.error === null ? null : <code>{record.error}</code>),
    text: (record) => record.error ?? '',
  },
  {
    id: 'duration',
    header: 'Duration',
    width: 90,
    align: 'end',
    render: (record) => tookTime(record.duration),
    text: (record) => tookTime(record.duration),
  },
  {
    id: 'reason',
    header: 'Reason',
    width: 240,
    render: (record) => record.reason,
    text: (record) => record.reason ?? '',
  },
]
