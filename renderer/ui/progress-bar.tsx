import type { JSX } from 'react'

import { count } from '#renderer/format.ts'

import './progress-bar.css'

/** How far something has come, as a bar and in numbers: "12,500 of 100,000". */
export function ProgressBar(props: {
  /** What it is the progress of. */
  readonly label: string
  readonly value: number
  readonly max: number
}): JSX.Element {
  const { label, value, max } = props
  const words = `${count(value)} of ${count(max)}`
  return (
    <span className="progress">
      <progress
        className="progress-bar"
        aria-label={label}
        aria-valuetext={words}
        value={value}
        max={max}
      />
      <span className="progress-words tabular" aria-hidden="true">
        {words}
      </span>
    </span>
  )
}
