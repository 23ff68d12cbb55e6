import type { JSX } from 'react'

import type { UserDetail } from '#contract/users.ts'
import { plural } from '#renderer/format.ts'
import { useAct } from '#renderer/operations.ts'
import { DeleteSection } from '#renderer/ui/delete-section.tsx'

export function DeleteUser(props: {
  readonly user: UserDetail
  readonly onDeleted: () => void
}): JSX.Element {
  const { subject, settings, activeTokens } = props.user
  const remove = useAct('users.delete')
  return (
    <DeleteSection
      what="user"
      name={settings.username}
      words="The account is gone for good. To keep somebody out, disable it."
      consequence={
        activeTokens === 0
          ? 'No active refresh token is orphaned.'
          : `${plural(activeTokens, 'active refresh token')} will be orphaned.`
      }
      note="Orphaned tokens are refused, and stay in the list of refresh tokens."
      remove={async () => {
        const { orphanedTokens } = await remove.mutateAsync({ subject })
        return orphanedTokens === 0
          ? undefined
          : `${plural(orphanedTokens, 'refresh token')} orphaned`
      }}
      onDeleted={props.onDeleted}
    />
  )
}
