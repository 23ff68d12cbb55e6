import { X } from 'lucide-react'
import type { JSX, ReactNode } from 'react'

import { IconButton } from './icon-button.tsx'
import { StatusShape } from './status.tsx'
import type { Tone } from './status.tsx'

import './page.css'

/** A line above the page or inside it; `onDismiss` puts a cross at its end. */
export function Banner(props: {
  readonly tone: Tone
  readonly children: ReactNode
  readonly actions?: ReactNode
  readonly onDismiss?: () => void
}): JSX.Element {
  return (
    <div className="banner" data-tone={props.tone} role={props.tone === 'red' ? 'alert' : 'status'}>
      <StatusShape tone={props.tone} />
      <div className="banner-words">{props.children}</div>
      {props.actions}
      {props.onDismiss === undefined ? null : (
        <IconButton label="Dismiss" size="small" icon={<X />} onClick={props.onDismiss} />
      )}
    </div>
  )
}
