import type { JSX } from 'react'

import { Button } from '#renderer/ui/button.tsx'
import { Status } from '#renderer/ui/status.tsx'

/** The dirty marker, and the two ways out of it. */
export function SaveActions(props: {
  readonly dirty: boolean
  readonly saving: boolean
  readonly onSave: () => void
  readonly onDiscard: () => void
  readonly discardLabel?: string
  readonly alwaysDiscardable?: boolean
}): JSX.Element {
  const { dirty } = props
  return (
    <>
      {dirty ? (
        <Status tone="amber" shape="dot">
          Not saved
        </Status>
      ) : null}
      {dirty || props.alwaysDiscardable === true ? (
        <Button tone="quiet" onClick={props.onDiscard}>
          {props.discardLabel ?? 'Discard'}
        </Button>
      ) : null}
      <Button tone="primary" disabled={!dirty} busy={props.saving} onClick={props.onSave}>
        Save
      </Button>
    </>
  )
}
