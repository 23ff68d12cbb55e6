import type { JSX } from 'react'

import type { Explanation } from '#contract/activity.ts'
import { Section } from '#renderer/ui/page.tsx'

import { ComparisonView } from './comparison.tsx'

/** What made a check refuse: sentences, and the nearest that would have been right. */
export function WhyRefused(props: {
  readonly explanations: readonly Explanation[]
}): JSX.Element | null {
  const told = props.explanations.filter(
    ({ notes, comparisons }) => notes.length > 0 || comparisons.length > 0,
  )
  if (told.length === 0) return null
  return (
    <Section title="Why" level={3}>
      {told.map(({ check, notes, comparisons }) => (
        <div key={check} className="why">
          {notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
          {comparisons.map((comparison) => (
            <ComparisonView
              key={`${comparison.label} ${comparison.expected.map(({ text }) => text).join('')}`}
              comparison={comparison}
            />
          ))}
        </div>
      ))}
    </Section>
  )
}
