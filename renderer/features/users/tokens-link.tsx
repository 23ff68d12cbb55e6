import { Link } from '@tanstack/react-router'
import type { JSX, ReactNode } from 'react'

import { quote } from '#renderer/query-language-words.ts'

/** To the refresh tokens of one user. */
export function TokensLink(props: {
  readonly subject: string
  /** The arrows walk a grid; Tab does not stop at each of its links. */
  readonly inGrid?: boolean
  readonly children: ReactNode
}): JSX.Element {
  return (
    <Link
      to="/refresh-tokens"
      search={{ q: `subject:=${quote(props.subject)}` }}
      tabIndex={props.inGrid === true ? -1 : undefined}
    >
      {props.children}
    </Link>
  )
}
