import type { JSX } from 'react'

import type { Output } from '#contract/operations.ts'
import { absoluteTime } from '#renderer/format.ts'
import { useOperation } from '#renderer/operations.ts'
import { Failure } from '#renderer/ui/failure.tsx'
import { SidePanel } from '#renderer/ui/side-panel.tsx'
import { Skeleton } from '#renderer/ui/skeleton.tsx'

import { Checklist } from './checklist.tsx'
import { Fixes } from './fixes.tsx'
import { Outcome, outcomeSentence } from './outcome.tsx'
import { RecordFacts } from './record-facts.tsx'
import { RequestSection } from './request-section.tsx'
import { SameFlow } from './same-flow.tsx'
import { stepOf } from './steps.ts'
import { WhyRefused } from './why-refused.tsx'

import './record-panel.css'

/** One request: how it ended and why, what would mend it, and every check in the order it ran. */
export function RecordPanel(props: {
  readonly id: number
  readonly onClose: () => void
}): JSX.Element {
  const { id } = props
  const query = useOperation('activity', 'activity.get', { id }, { keepPrevious: true })
  const found = query.data
  const word = found === undefined ? undefined : stepOf(found.record)
  return (
    <SidePanel
      name="activity"
      title={
        word === undefined
          ? `Request ${id}`
          : `${word[0]?.toUpperCase() ?? ''}${word.slice(1)} request`
      }
      subtitle={found === undefined ? undefined : absoluteTime(found.record.at)}
      onClose={props.onClose}
      defaultWidth={480}
    >
      {found === undefined && query.isError ? (
        <Failure title="This request is not kept any more" error={query.error} />
      ) : null}
      {query.isPending ? <Skeleton label="Loading the request" /> : null}
      {found === undefined ? null : <RecordSections key={found.record.id} found={found} />}
    </SidePanel>
  )
}

function RecordSections(props: { readonly found: Output<'activity.get'> }): JSX.Element {
  const { record, explanations, fixes } = props.found
  return (
    <div className="record">
      <div className="record-outcome" data-outcome={record.outcome}>
        <Outcome outcome={record.outcome} />
        <p>{outcomeSentence(record)}</p>
      </div>
      <WhyRefused explanations={explanations} />
      <Fixes record={record.id} fixes={fixes} />
      <RecordFacts record={record} />
      <Checklist checks={record.checks} />
      <SameFlow record={record} />
      {record.request === null ? null : (
        <RequestSection request={record.request} clientId={record.clientId} />
      )}
    </div>
  )
}
