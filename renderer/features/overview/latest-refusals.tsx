import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'

import { useOperation } from '#renderer/operations.ts'
import { Section } from '#renderer/ui/page.tsx'
import { RelativeTime } from '#renderer/ui/relative-time.tsx'
import { Status } from '#renderer/ui/status.tsx'

const shown = 5

/** The last few refusals, each with its reason. */
export function LatestRefusals(props: { readonly refusals: number }): JSX.Element {
  const query = useOperation('activity', 'activity.list', {
    filter: { outcomes: ['refused'] },
    limit: shown,
  })
  const records = query.data?.records ?? []
  return (
    <Section
      title="Latest refusals"
      actions={
        <Link to="/activity" search={{ q: 'outcome:refused' }}>
          {props.refusals > 0 ? `${props.refusals} in the last hour` : 'All activity'}
        </Link>
      }
    >
      {records.length === 0 && query.isSuccess ? (
        <p className="secondary">None so far. When a request is refused, its reason stands here.</p>
      ) : null}
      <ul className="refusals">
        {records.map((record) => (
          <li key={record.id}>
            <Link to="/activity" search={{ record: record.id }} className="refusal">
              <span className="secondary small truncate">
                <RelativeTime at={record.at} />
              </span>
              <code className="truncate">{record.clientId ?? 'no client'}</code>
              <Status tone="red">{record.error ?? 'refused'}</Status>
              <span className="truncate">{record.reason}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}
