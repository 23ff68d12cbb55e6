import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'

import type { ActivityFilter, DecisionRecordView, DecisionSummary } from '#contract/activity.ts'
import { durationInWords, tookTime } from '#renderer/format.ts'
import { useOperation } from '#renderer/operations.ts'
import { Section } from '#renderer/ui/page.tsx'
import { StatusShape } from '#renderer/ui/status.tsx'

import { criterionLine } from './activity-query.ts'
import { activitySearch } from './activity-search.ts'
import { outcomeTones, outcomeWord } from './outcome.tsx'
import { stepWords } from './steps.ts'

const shownAtMost = 50

/** The other requests of the same authorization or family, as a sequence with the times between. */
export function SameFlow(props: { readonly record: DecisionRecordView }): JSX.Element | null {
  const { line, records } = useSequence(props.record)
  if (records.length < 2 || !records.some(({ id }) => id === props.record.id)) return null
  const words = stepWords(records.toReversed()).toReversed()
  return (
    <Section
      title="Same flow"
      level={3}
      actions={
        <Link to="/activity" search={{ q: line, unfolded: true }}>
          Show in the list
        </Link>
      }
    >
      <ol className="flow-steps">
        {records.map((record, at) => (
          <Step
            key={record.id}
            record={record}
            word={words[at] ?? record.endpoint}
            before={records[at - 1]}
            current={record.id === props.record.id}
          />
        ))}
      </ol>
    </Section>
  )
}

/** Oldest first. A refresh knows its family alone, which leads to the flow that it began with. */
function useSequence({ flow, grantId }: DecisionRecordView): {
  readonly line: string
  readonly records: readonly DecisionSummary[]
} {
  const family = useSequencePart({ family: grantId ?? '' }, flow === null && grantId !== null)
  const begun = flow ?? family.find((record) => record.flow !== null)?.flow ?? null
  const whole = useSequencePart({ flow: begun ?? '' }, begun !== null)
  return begun === null
    ? { line: criterionLine('family', grantId ?? ''), records: family }
    : { line: criterionLine('flow', begun), records: whole }
}

function useSequencePart(filter: ActivityFilter, enabled: boolean): readonly DecisionSummary[] {
  const query = useOperation(
    'activity',
    'activity.list',
    { filter, limit: shownAtMost },
    { enabled },
  )
  return enabled ? (query.data?.records ?? []).toReversed() : []
}

function Step(props: {
  readonly record: DecisionSummary
  readonly word: string
  readonly before: DecisionSummary | undefined
  readonly current: boolean
}): JSX.Element {
  const { record, before, current } = props
  const gap = before === undefined ? 0 : record.at - before.at
  return (
    <li className="flow-step">
      <StatusShape tone={outcomeTones[record.outcome]} />
      <Link
        to="/activity"
        search={(search) => activitySearch({ ...search, record: record.id })}
        replace
        aria-current={current ? 'step' : undefined}
      >
        {props.word}
      </Link>
      <span className="visually-hidden">{outcomeWord(record.outcome)}</span>
      {record.error === null ? null : <code className="error-code">{record.error}</code>}
      <span className="secondary small flow-step-times">
        {before === undefined
          ? null
          : `${gap < 1 ? 'at once' : `${durationInWords(gap)} later`} · `}
        {tookTime(record.duration)}
      </span>
    </li>
  )
}
