import type { JSX } from 'react'

import { CopyButton } from './copy-button.tsx'

import './code-block.css'

/** Text to read and copy as it stands. */
export function CodeBlock(props: {
  readonly text: string
  readonly copyLabel: string
}): JSX.Element {
  return (
    <div className="code-block">
      <pre>
        <code>{props.text}</code>
      </pre>
      <CopyButton text={props.text} label={props.copyLabel} />
    </div>
  )
}

/** One value on a line with its copy button. */
export function CopyLine(props: {
  readonly text: string
  readonly copyLabel: string
}): JSX.Element {
  return (
    <span className="copy-line">
      <code title={props.text}>{props.text}</code>
      <CopyButton text={props.text} label={props.copyLabel} />
    </span>
  )
}
