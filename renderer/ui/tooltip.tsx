import { Tooltip as Parts } from '@base-ui/react/tooltip'
import type { JSX, ReactElement, ReactNode } from 'react'

import './floating.css'

/** A short text beside a control on hover and focus. Adds nothing a screen reader needs. */
export function Tooltip(props: {
  readonly text: ReactNode
  readonly side?: 'top' | 'right' | 'bottom' | 'left'
  /** The control itself. */
  readonly children: ReactElement
}): JSX.Element {
  return (
    <Parts.Root>
      <Parts.Trigger render={props.children} />
      <Parts.Portal>
        <Parts.Positioner side={props.side ?? 'bottom'} sideOffset={6} className="floating">
          <Parts.Popup className="tooltip">{props.text}</Parts.Popup>
        </Parts.Positioner>
      </Parts.Portal>
    </Parts.Root>
  )
}
