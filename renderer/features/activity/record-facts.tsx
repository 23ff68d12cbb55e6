import { Link } from '@tanstack/react-router'
import type { JSX, ReactNode } from 'react'

import type { DecisionRecordView } from '#contract/activity.ts'
import { tookTime } from '#renderer/format.ts'
import { CopyLine } from '#renderer/ui/code-block.tsx'
import { Facts } from '#renderer/ui/page.tsx'

import { criterionLine } from './activity-query.ts'

/** Who asked, for whom and from where; each leads to what else there is about it. */
export function RecordFacts(props: { readonly record: DecisionRecordView }): JSX.Element {
  const { record } = props
  const { clientId, trace } = record
  const from = [record.ip, record.device].filter((part) => part !== null).join(', ')
  const items: readonly { readonly name: string; readonly value: ReactNode }[] = [
    { name: 'Sent error', value: record.error === null ? null : <code>{record.error}</code> },
    { name: 'Client', value: clientId === null ? 'None named' : <ClientLinks id={clientId} /> },
    { name: 'User', value: userLink(record) },
    { name: 'Family', value: familyLink(record.grantId) },
    { name: 'Session', value: sessionLink(record.session) },
    { name: 'From', value: from === '' ? 'Unknown' : from },
    { name: 'Took', value: tookTime(record.duration) },
    {
      name: 'Trace',
      value: trace === null ? null : <CopyLine text={trace} copyLabel="Copy the trace" />,
    },
  ]
  return <Facts items={items.filter(({ value }) => value !== null)} />
}

function userLink({ subject, username }: DecisionRecordView): ReactNode {
  if (subject === null) return null
  return (
    <Link to="/users" search={{ id: subject }}>
      {username ?? subject}
    </Link>
  )
}

function familyLink(grantId: string | null): ReactNode {
  if (grantId === null) return null
  return (
    <Link to="/refresh-tokens" search={{ q: criterionLine('family', grantId), id: grantId }}>
      <code>{grantId}</code>
    </Link>
  )
}

function sessionLink(session: string | null): ReactNode {
  if (session === null) return null
  return (
    <Link to="/activity" search={{ q: criterionLine('session', session) }}>
      <code>{session}</code>
    </Link>
  )
}

function ClientLinks(props: { readonly id: string }): JSX.Element {
  const { id } = props
  return (
    <>
      <Link to="/clients/$clientId" params={{ clientId: id }}>
        {id}
      </Link>
      {' · '}
      <Link to="/activity" search={{ q: criterionLine('client', id) }}>
        its requests
      </Link>
    </>
  )
}
