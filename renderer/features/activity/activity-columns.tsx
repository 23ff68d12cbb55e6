import type { DecisionRecordView } from '#contract/activity.ts'
import { absoluteTime } from '#renderer/format.ts'
import type { ListColumn } from '#renderer/ui/list-grid.tsx'
import { RelativeTime } from '#renderer/ui/relative-time.tsx'

import { Outcome, outcomeWord } from './outcome.tsx'

export const activityColumns: readonly ListColumn<DecisionRecordView>[] = [
  {
    id: 'at',
    header: 'Time',
    width: 130,
    render: (record) => <RelativeTime at={record.at} />,
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
    render: (record) => milliseconds(record.duration),
    text: (record) => milliseconds(record.duration),
  },
  {
    id: 'reason',
    header: 'Reason',
    width: 320,
    render: (record) => <span className="truncate">{record.reason}</span>,
    text: (record) => record.reason ?? '',
  },
]

function milliseconds(duration: number): string {
  return `${duration < 10 ? duration.toFixed(1) : Math.round(duration)} ms`
}
