import { useState } from 'react'
import type { JSX, ReactNode } from 'react'

import { Button } from './button.tsx'
import { ConfirmDialog } from './dialog.tsx'
import { Section } from './page.tsx'
import { showFailure, showToast } from './toast.tsx'

/** The end of something: asks with the consequences, deletes, says so. */
export function DeleteSection(props: {
  /** "user". */
  readonly what: string
  readonly name: string
  /** What being deleted means. */
  readonly words: string
  /** What goes with it, in one sentence. */
  readonly consequence: string
  readonly note: string
  /** Answers with what happened beside, for the message. */
  readonly remove: () => Promise<string | undefined>
  readonly onDeleted: () => void
}): JSX.Element {
  const { what, name } = props
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  async function confirm(): Promise<void> {
    setBusy(true)
    try {
      const description = await props.remove()
      showToast({ title: `${name} deleted`, description })
      props.onDeleted()
    } catch (error) {
      showFailure('Not deleted', error)
    }
    setBusy(false)
    setAsking(false)
  }
  return (
    <Section title="Delete" help={props.words} level={3}>
      <div>
        <Button tone="danger" onClick={() => setAsking(true)}>
          Delete {what}
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        title={`Delete ${name}?`}
        confirmLabel={`Delete ${name}`}
        busy={busy}
        onConfirm={() => void confirm()}
        onClose={() => setAsking(false)}
      >
        <Consequence strong={props.consequence}>{props.note}</Consequence>
      </ConfirmDialog>
    </Section>
  )
}

function Consequence(props: {
  readonly strong: string
  readonly children: ReactNode
}): JSX.Element {
  return (
    <p>
      <strong>{props.strong}</strong> {props.children} This cannot be undone.
    </p>
  )
}
