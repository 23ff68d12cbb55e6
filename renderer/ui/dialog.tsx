import { AlertDialog } from '@base-ui/react/alert-dialog'
import { useRef } from 'react'
import type { JSX, ReactNode } from 'react'

import { Button } from './button.tsx'

import './floating.css'

/**
 * A modal question or a secret shown once; everything else opens in a side panel.
 * Escape closes it, a click outside does not.
 */
export function Dialog(props: {
  readonly open: boolean
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
  readonly actions: ReactNode
  readonly wide?: boolean
}): JSX.Element {
  return (
    <AlertDialog.Root
      open={props.open}
      onOpenChange={(open) => {
        if (!open) props.onClose()
      }}
    >
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="dialog-backdrop" />
        <AlertDialog.Popup className="dialog" data-wide={props.wide === true ? '' : undefined}>
          <AlertDialog.Title className="dialog-title">{props.title}</AlertDialog.Title>
          <AlertDialog.Description render={<div />} className="dialog-body">
            {props.children}
          </AlertDialog.Description>
          <div className="dialog-actions">{props.actions}</div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

/** A destructive act, its consequences, and the choice to leave it. */
export function ConfirmDialog(props: {
  readonly open: boolean
  readonly title: string
  /** The consequences. */
  readonly children: ReactNode
  readonly confirmLabel: string
  readonly cancelLabel?: string
  readonly tone?: 'danger' | 'primary'
  readonly busy?: boolean
  readonly onConfirm: () => void
  readonly onClose: () => void
}): JSX.Element {
  const cancel = useRef<HTMLButtonElement>(null)
  return (
    <Dialog
      open={props.open}
      title={props.title}
      onClose={props.onClose}
      actions={
        <>
          <Button ref={cancel} onClick={props.onClose}>
            {props.cancelLabel ?? 'Cancel'}
          </Button>
          <Button
            tone={props.tone ?? 'danger'}
            busy={props.busy ?? false}
            onClick={props.onConfirm}
          >
            {props.confirmLabel}
          </Button>
        </>
      }
    >
      {props.children}
    </Dialog>
  )
}
