import type { JSX } from 'react'

import type { InspectedToken } from '#contract/inspector.ts'
import { Section } from '#renderer/ui/page.tsx'
import { Status } from '#renderer/ui/status.tsx'

import { ExpectationForm } from './expectation-form.tsx'
import type { Expectation } from './use-inspection.ts'

type Acceptance = NonNullable<InspectedToken['api']>
type Rule = Acceptance['rules'][number]

/** Whether an API with these expectations lets the token in, rule by rule. */
export function ApiAcceptance(props: {
  readonly acceptance: Acceptance
  readonly api: Expectation
  readonly onApi: (api: Expectation) => void
}): JSX.Element {
  const { acceptance } = props
  const refused = acceptance.rules.filter(({ outcome }) => outcome === 'refused')
  return (
    <Section
      title="Would an API accept it?"
      help={
        acceptance.accepted
          ? 'Yes, by every rule that is checked.'
          : `No: ${refused.map(({ rule }) => rule.toLowerCase()).join(', ')}.`
      }
    >
      <ExpectationForm api={props.api} onApi={props.onApi} />
      <table className="rules" aria-label="Rules">
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">Expected</th>
            <th scope="col">Received</th>
            <th scope="col">Clause</th>
          </tr>
        </thead>
        <tbody>
          {acceptance.rules.map((rule) => (
            <RuleRow key={rule.rule} rule={rule} />
          ))}
        </tbody>
      </table>
    </Section>
  )
}

const outcomes = {
  passed: { tone: 'green', word: 'passed' },
  refused: { tone: 'red', word: 'refused' },
  unchecked: { tone: 'grey', word: 'not checked' },
} as const

function RuleRow(props: { readonly rule: Rule }): JSX.Element {
  const { rule, outcome, expected, received, clause } = props.rule
  const { tone, word } = outcomes[outcome]
  return (
    <tr data-outcome={outcome}>
      <th scope="row">
        <Status tone={tone}>
          {rule}
          <span className="visually-hidden"> {word}</span>
        </Status>
      </th>
      <td className="secondary">{expected}</td>
      <td>{received}</td>
      <td className="secondary small">{clause}</td>
    </tr>
  )
}
