import type { JSX } from 'react'

import type { CheckOutcomeView } from '#contract/activity.ts'
import { Section } from '#renderer/ui/page.tsx'
import { StatusShape } from '#renderer/ui/status.tsx'

/** Every check in the order it ran: a refused one with what it expected and what came. */
export function Checklist(props: { readonly checks: readonly CheckOutcomeView[] }): JSX.Element {
  const { checks } = props
  return (
    <Section title="Checks, in the order they ran" level={3}>
      {checks.length === 0 ? <p className="secondary">No check had to run.</p> : null}
      <ol className="checks">
        {numbered(checks).map(({ check, number }) => (
          <Check key={number} check={check} />
        ))}
      </ol>
    </Section>
  )
}

function numbered(checks: readonly CheckOutcomeView[]) {
  // A check may run twice, and a record never changes: its place names it.
  return checks.map((check, at) => ({ check, number: at + 1 }))
}

function Check(props: { readonly check: CheckOutcomeView }): JSX.Element {
  const { check } = props
  const refused = check.outcome === 'refused'
  const values = [
    { name: 'Expected', value: check.expected },
    { name: 'Received', value: check.received },
  ].filter(({ value }) => value !== undefined)
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
        {values.length === 0 ? null : (
          <dl className="check-values">
            {values.map(({ name, value }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </li>
  )
}
