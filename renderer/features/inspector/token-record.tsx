import { Link } from '@tanstack/react-router'
import type { JSX, ReactNode } from 'react'

import type { InspectedToken } from '#contract/inspector.ts'
import { Facts, Section } from '#renderer/ui/page.tsx'

type Record = NonNullable<InspectedToken['record']>

/** What this issuer has on record, and the way there. */
export function TokenRecord(props: { readonly record: Record }): JSX.Element {
  return (
    <Section title="On record here">
      <Facts items={factsOf(props.record)} />
    </Section>
  )
}

function factsOf(record: Record): { readonly name: string; readonly value: ReactNode }[] {
  const { family, status, clientId, subject, generation, scope } = record
  const facts: { name: string; value: ReactNode }[] = []
  if (family !== null)
    facts.push({ name: 'Family', value: <Family family={family} status={status} /> })
  if (generation !== null)
    facts.push({ name: 'Generation', value: `${generation.own} of ${generation.current}` })
  if (clientId !== null)
    facts.push({
      name: 'Client',
      value:
        record.clientName === null ? (
          <>
            <code>{clientId}</code> <span className="secondary">(deleted)</span>
          </>
        ) : (
          <Link to="/clients/$clientId" params={{ clientId }}>
            {record.clientName}
          </Link>
        ),
    })
  if (subject !== null)
    facts.push({
      name: 'User',
      value:
        record.username === null ? (
          <>
            <code>{subject}</code> <span className="secondary">(deleted)</span>
          </>
        ) : (
          <Link to="/users" search={{ id: subject }}>
            {record.username}
          </Link>
        ),
    })
  if (scope.length > 0) facts.push({ name: 'Scope', value: <code>{scope.join(' ')}</code> })
  return facts
}

function Family(props: {
  readonly family: string
  readonly status: Record['status']
}): JSX.Element {
  const { family, status } = props
  const q = `family:${family}`
  return (
    <span className="record-links">
      {status === null ? (
        <code>{family}</code>
      ) : (
        <Link to="/refresh-tokens" search={{ q, id: family }}>
          Open {family} in the token grid
        </Link>
      )}
      <Link to="/activity" search={{ q }}>
        Its requests
      </Link>
      <span className="secondary">{status ?? 'no refresh token came of it'}</span>
    </span>
  )
}
