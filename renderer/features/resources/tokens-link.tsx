import { Link } from '@tanstack/react-router'
import type { JSX, ReactNode } from 'react'

import type { ResourceDetail } from '#contract/resources.ts'
import { quote } from '#renderer/query-language-words.ts'

/** To the active refresh tokens that have a scope of one resource. */
export function TokensLink(props: {
  readonly resource: ResourceDetail
  /** The arrows walk a grid; Tab does not stop at each of its links. */
  readonly inGrid?: boolean
  readonly children: ReactNode
}): JSX.Element {
  const scopes = props.resource.settings.scopes.map(({ name }) => quote(name))
  if (scopes.length === 0) return <>{props.children}</>
  return (
    <Link
      to="/refresh-tokens"
      search={{ q: `status:active scope:${scopes.join(',')}` }}
      tabIndex={props.inGrid === true ? -1 : undefined}
    >
      {props.children}
    </Link>
  )
}
