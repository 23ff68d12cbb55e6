import type { JSX } from 'react'

import { Button } from './button.tsx'
import { Status } from './status.tsx'

/** The dirty marker, and the two ways out of it. */
export function SaveActions(props: {
  readonly dirty: boolean
  readonly saving: boolean
  /** Unless given, Save submits the form around it. */
  readonly onSave?: () => void
  readonly onDiscard: () => void
  readonly saveLabel?: string
  /** Given for what is new: it can be left at any time. */
  readonly cancelLabel?: string
}): JSX.Element {
  const { dirty, cancelLabel } = props
  const submits = props.onSave === undefined
  return (
    <>
      {dirty ? (
        <Status tone="amber" shape="dot">
          Not saved
        </Status>
      ) : null}
      {dirty || cancelLabel !== undefined ? (
        <Button tone="quiet" onClick={props.onDiscard}>
          {cancelLabel ?? 'Discard'}
        </Button>
      ) : null}
      <Button
        type={submits ? 'submit' : 'button'}
        tone="primary"
        disabled={!dirty && cancelLabel === undefined}
        busy={props.saving}
        onClick={props.onSave}
      >
        {props.saveLabel ?? 'Save'}
      </Button>
    </>
  )
}
