import type { JSX } from 'react'

import type { DecisionSummary } from '#contract/activity.ts'
import { tookTime } from '#renderer/format.ts'
import { Status } from '#renderer/ui/status.tsx'

const words = { passed: 'Passed', refused: 'Refused', failed: 'Failed' } as const
export const outcomeTones = { passed: 'green', refused: 'red', failed: 'amber' } as const

export function outcomeWord(outcome: DecisionSummary['outcome']): string {
  return words[outcome]
}

/** How a request, or one of its checks, ended. */
export function Outcome(props: { readonly outcome: DecisionSummary['outcome'] }): JSX.Element {
  return <Status tone={outcomeTones[props.outcome]}>{words[props.outcome]}</Status>
}

/** How a request ended, in one sentence. */
export function outcomeSentence(record: DecisionSummary): string {
  const { outcome, error, check, clientId, endpoint } = record
  const who = clientId === null ? 'somebody' : clientId
  const told = error === null ? '' : ` The answer was ${error}.`
  if (outcome === 'passed')
    return `The ${endpoint} request of ${who} passed, in ${tookTime(record.duration)}.`
  if (outcome === 'failed') return `The issuer failed on this ${endpoint} request of ${who}.${told}`
  const by = check === null ? '' : ` by the check ${check}`
  return `The ${endpoint} request of ${who} was refused${by}.${told}`
}
