import { ChevronRight } from 'lucide-react'
import type { JSX } from 'react'

import { absoluteTime, tookTime } from '#renderer/format.ts'
import type { GridColumn } from '#renderer/ui/data-grid-layout.tsx'
import { RelativeTime } from '#renderer/ui/relative-time.tsx'

import { wordsOf } from './fold.ts'
import type { ActivityRow } from './fold.ts'
import { Outcome, outcomeWord } from './outcome.tsx'
import { stepRuns, worst } from './steps.ts'

/** The columns; `toggle` opens and closes a fold. */
export function activityColumns(
  toggle: (row: ActivityRow) => void,
): readonly GridColumn<ActivityRow>[] {
  return [
    {
      id: 'at',
      header: 'Time',
      width: 154,
      fixed: true,
      render: (row) => (
        <span className="activity-time" data-level={row.level}>
          <Fold row={row} onToggle={toggle} />
          <RelativeTime at={row.record.at} bare />
        </span>
      ),
      text: ({ record }) => absoluteTime(record.at),
    },
    ...otherColumns,
  ]
}

const otherColumns: readonly GridColumn<ActivityRow>[] = [
  {
    id: 'request',
    header: 'Request',
    width: 290,
    fixed: true,
    render: (row) => <Steps row={row} />,
    text: (row) => stepRuns(wordsOf(row)).join(' → '),
  },
  {
    id: 'outcome',
    header: 'Outcome',
    width: 94,
    render: (row) => <Outcome outcome={told(row).outcome} />,
    text: (row) => outcomeWord(told(row).outcome),
  },
  {
    id: 'error',
    header: 'Error',
    width: 138,
    render: (row) => <ErrorCode code={told(row).error} />,
    text: (row) => told(row).error ?? '',
  },
  {
    id: 'client',
    header: 'Client',
    width: 130,
    render: ({ record }) => <Name name={record.clientId} otherwise="None" />,
    text: ({ record }) => record.clientId ?? '',
  },
  {
    id: 'user',
    header: 'User',
    width: 84,
    render: (row) => <>{userOf(row)}</>,
    text: userOf,
  },
  {
    id: 'duration',
    header: 'Took',
    width: 72,
    align: 'end',
    render: ({ record }) => tookTime(record.duration),
    text: ({ record }) => tookTime(record.duration),
  },
  {
    id: 'reason',
    header: 'Reason',
    width: 240,
    render: (row) => told(row).reason,
    text: (row) => told(row).reason ?? '',
  },
  {
    id: 'ip',
    header: 'IP address',
    width: 120,
    hiddenAtFirst: true,
    render: ({ record }) => record.ip,
    text: ({ record }) => record.ip ?? '',
  },
  {
    id: 'device',
    header: 'Device',
    width: 150,
    hiddenAtFirst: true,
    render: ({ record }) => record.device,
    text: ({ record }) => record.device ?? '',
  },
  {
    id: 'trace',
    header: 'Trace',
    width: 150,
    hiddenAtFirst: true,
    render: ({ record }) => <Name name={record.trace} otherwise="" />,
    text: ({ record }) => record.trace ?? '',
  },
]

/** The record that speaks for a line: the one that ended worst. */
function told(row: ActivityRow): ActivityRow['record'] {
  return worst(row.records) ?? row.record
}

function userOf({ records }: ActivityRow): string {
  // The first steps of a flow do not know yet who comes.
  const known = records.find(({ subject }) => subject !== null)
  return known?.username ?? known?.subject ?? ''
}

function Fold(props: {
  readonly row: ActivityRow
  readonly onToggle: (row: ActivityRow) => void
}): JSX.Element | null {
  const { row } = props
  if (row.expanded === undefined) return null
  return (
    <button
      type="button"
      // The row says whether it is open, and the arrows open it.
      tabIndex={-1}
      className="fold-button"
      aria-label={row.expanded ? 'Fold the flow' : 'Unfold the flow'}
      onClick={() => props.onToggle(row)}
    >
      <ChevronRight aria-hidden="true" data-open={row.expanded || undefined} />
    </button>
  )
}

/** The newest step stands out; those before it lead there. */
function Steps(props: { readonly row: ActivityRow }): JSX.Element {
  const { row } = props
  const steps = stepRuns(wordsOf(row))
  if (row.expanded === undefined) return <>{steps[0]}</>
  const before = steps.slice(0, -1)
  return (
    <span className="steps">
      {before.length === 0 ? null : <span className="steps-before">{before.join(' → ')}</span>}
      {before.length === 0 ? null : <span className="secondary">→</span>}
      <span>{steps.at(-1)}</span>
      <span className="step-count">{row.records.length}</span>
    </span>
  )
}

function ErrorCode(props: { readonly code: string | null }): JSX.Element | null {
  return props.code === null ? null : <code className="error-code">{props.code}</code>
}

function Name(props: { readonly name: string | null; readonly otherwise: string }): JSX.Element {
  if (props.name === null) return <span className="secondary">{props.otherwise}</span>
  return <code>{props.name}</code>
}
