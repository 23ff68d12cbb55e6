import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'

import type { AuditEntry } from '#contract/audit.ts'

/** To what was changed; what it leads to may have been deleted since, and says so itself. */
export function TargetLink(props: {
  readonly entry: AuditEntry
  readonly revocation: number | null
}): JSX.Element {
  const { operation, target } = props.entry
  if (props.revocation !== null) {
    return (
      <Link to="/refresh-tokens" search={{ q: `revocation:${props.revocation}` }}>
        {target}
      </Link>
    )
  }
  const name = <code>{target}</code>
  switch (operation.split('.')[0]) {
    case 'clients':
      return (
        <Link to="/clients/$clientId" params={{ clientId: target }}>
          {name}
        </Link>
      )
    case 'users':
    case 'consents':
      return (
        <Link to="/users" search={{ id: target }}>
          {name}
        </Link>
      )
    case 'resources':
      return (
        <Link to="/resources" search={{ id: target }}>
          {name}
        </Link>
      )
    default:
      return name
  }
}
