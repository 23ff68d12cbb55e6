import type { JSX } from 'react'

import type { ResourceDetail } from '#contract/resources.ts'
import { plural } from '#renderer/format.ts'
import { useAct } from '#renderer/operations.ts'
import { DeleteSection } from '#renderer/ui/delete-section.tsx'

export function DeleteResource(props: {
  readonly resource: ResourceDetail
  readonly onDeleted: () => void
}): JSX.Element {
  const { audience, settings, clients } = props.resource
  const remove = useAct('resources.delete')
  return (
    <DeleteSection
      what="resource"
      name={settings.name}
      words="The resource and its scopes are gone for good."
      consequence={
        clients === 0
          ? 'No client asks for its scopes.'
          : `${plural(clients, 'client')} may ask for its scopes, and will be refused them.`
      }
      note="APIs that expect this audience get no new tokens."
      remove={async () => {
        await remove.mutateAsync({ audience })
        return undefined
      }}
      onDeleted={props.onDeleted}
    />
  )
}
