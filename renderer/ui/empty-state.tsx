import type { JSX, ReactNode } from 'react'

import './page.css'

/** One sentence and what to do about it. */
export function EmptyState(props: {
  readonly title: string
  readonly children?: ReactNode
  /** One action, at most two. */
  readonly actions?: ReactNode
}): JSX.Element {
  return (
    <div className="empty-state">
      <h2>{props.title}</h2>
      {props.children === undefined ? null : <p className="secondary">{props.children}</p>}
      {props.actions === undefined ? null : <div className="empty-actions">{props.actions}</div>}
    </div>
  )
}
