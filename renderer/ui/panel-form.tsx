import type { JSX, ReactNode } from 'react'

import './side-panel.css'

/** A form in a side panel; mistakes are told by the form, not by the browser. */
export function PanelForm(props: {
  readonly onSubmit: () => void
  readonly children: ReactNode
}): JSX.Element {
  return (
    <form
      className="panel-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        props.onSubmit()
      }}
    >
      {props.children}
    </form>
  )
}
