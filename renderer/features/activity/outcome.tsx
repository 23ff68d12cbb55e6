import type { JSX } from 'react'

import type { DecisionSummary } from '#contract/activity.ts'
import { Status } from '#renderer/ui/status.tsx'

const words = { passed: 'Passed', refused: 'Refused', failed: 'Failed' } as const
const tones = { passed: 'green', refused: 'red', failed: 'amber' } as const

export function outcomeWord(outcome: DecisionSummary['outcome']): string {
  return words[outcome]
}

/** How a request, or one of its checks, ended. */
export function Outcome(props: { readonly outcome: DecisionSummary['outcome'] }): JSX.Element {
  return <Status tone={tones[props.outcome]}>{words[props.outcome]}</Status>
}
