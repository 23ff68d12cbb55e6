import type { JSX } from 'react'

import type { Explanation } from '#contract/activity.ts'

import { differenceWords } from './difference-words.ts'

type Comparison = Explanation['comparisons'][number]
type Segments = Comparison['received']

/** What came beside what would have been right; what differs is underlined, and told in words. */
export function ComparisonView(props: { readonly comparison: Comparison }): JSX.Element {
  const { label, difference, received, expected } = props.comparison
  return (
    <div className="comparison">
      <div className="comparison-head">
        <span>{label}</span>
        <span className="secondary small">{difference}</span>
      </div>
      <dl className="comparison-lines">
        <dt>Received</dt>
        <dd>
          <Text segments={received} />
        </dd>
        <dt>{label}</dt>
        <dd>
          <Text segments={expected} />
        </dd>
      </dl>
      <p className="secondary small">{differenceWords(received, expected)}</p>
    </div>
  )
}

function Text(props: { readonly segments: Segments }): JSX.Element {
  // The pieces of one text never change places.
  const pieces = props.segments.map((segment, at) => ({ ...segment, at }))
  return (
    <code>
      {pieces.map(({ text, differs, at }) =>
        differs ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>,
      )}
    </code>
  )
}
