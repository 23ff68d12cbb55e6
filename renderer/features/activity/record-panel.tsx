import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'

import type { CheckOutcomeView, DecisionRecordView } from '#contract/activity.ts'
import { absoluteTime, tookTime } from '#renderer/format.ts'
import { useOperation } from '#renderer/operations.ts'
import { Failure } from '#renderer/ui/failure.tsx'
import { Facts, Section } from '#renderer/ui/page.tsx'
import { SidePanel } from '#renderer/ui/side-panel.tsx'
import { Skeleton } from '#renderer/ui/skeleton.tsx'
import { StatusShape } from '#renderer/ui/status.tsx'

import { Outcome } from './outcome.tsx'

/** One request: who asked, and every check in the order it ran. */
export function RecordPanel(props: {
  readonly id: number
  readonly onClose: () => void
}): JSX.Element {
  const { id } = props
  const query = useOperation('activity', 'activity.get', { id })
  const record = query.data?.record
  return (
    <SidePanel
      name="activity"
      title={
        record === undefined
          ? `Request ${id}`
          : `${record.endpoint[0]?.toUpperCase() ?? ''}${record.endpoint.slice(1)} request`
      }
      subtitle={record === undefined ? undefined : absoluteTime(record.at)}
      onClose={props.onClose}
      defaultWidth={480}
    >
      {record === undefined && query.isError ? (
        <Failure title="This request is not kept any more" error={query.error} />
      ) : null}
      {record === undefined && query.isPending ? <Skeleton label="Loading the request" /> : null}
      {record === undefined ? null : (
        <div className="record">
          <RecordFacts record={record} />
          <Section title="Checks, in the order they ran" level={3}>
            <ol className="checks">
              {record.checks.map((check) => (
                <Check key={check.check} check={check} />
              ))}
            </ol>
          </Section>
        </div>
      )}
    </SidePanel>
  )
}

function RecordFacts(props: { readonly record: DecisionRecordView }): JSX.Element {
  const { record } = props
  return (
    <Facts
      items={[
        { name: 'Outcome', value: <Outcome outcome={record.outcome} /> },
        ...(record.reason === null ? [] : [{ name: 'Reason', value: record.reason }]),
        ...(record.error === null
          ? []
          : [{ name: 'Sent error', value: <code>{record.error}</code> }]),
        { name: 'Client', value: <ClientLink clientId={record.clientId} /> },
        ...(record.subject === null
          ? []
          : [{ name: 'Subject', value: <code>{record.subject}</code> }]),
        ...(record.grantId === null
          ? []
          : [{ name: 'Family', value: <FamilyLink grantId={record.grantId} /> }]),
        { name: 'From', value: [record.ip, record.device].filter(Boolean).join(', ') || 'Unknown' },
        { name: 'Duration', value: tookTime(record.duration) },
      ]}
    />
  )
}

function ClientLink(props: { readonly clientId: string | null }): JSX.Element {
  const { clientId } = props
  if (clientId === null) return <>None named</>
  return (
    <Link to="/clients/$clientId" params={{ clientId }}>
      {clientId}
    </Link>
  )
}

function FamilyLink(props: { readonly grantId: string }): JSX.Element {
  return (
    <Link to="/refresh-tokens" search={{ q: `family:${props.grantId}` }}>
      <code>{props.grantId}</code>
    </Link>
  )
}

function Check(props: { readonly check: CheckOutcomeView }): JSX.Element {
  const { check } = props
  const refused = check.outcome === 'refused'
  return (
    <li className="check" data-refused={refused ? '' : undefined}>
      <StatusShape tone={refused ? 'red' : 'green'} />
      <div className="check-words">
        <div className="check-name">
          <code>{check.check}</code>
          <span className="secondary small">
            {refused ? 'Refused' : 'Passed'} · {check.clause}
          </span>
        </div>
        {check.expected === undefined && check.received === undefined ? null : (
          <dl className="check-values">
            {check.expected === undefined ? null : (
              <div>
                <dt>Expected</dt>
                <dd>{check.expected}</dd>
              </div>
            )}
            {check.received === undefined ? null : (
              <div>
                <dt>Received</dt>
                <dd>{check.received}</dd>
              </div>
            )}
          </dl>
        )}
      </div>
    </li>
  )
}
