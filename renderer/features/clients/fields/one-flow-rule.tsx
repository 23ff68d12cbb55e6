import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { JSX } from 'react'
import { useFormContext } from 'react-hook-form'

import type { ClientForm } from '#renderer/features/clients/client-form.ts'
import { flowInSentence } from '#renderer/features/clients/client-words.ts'
import type { Flow } from '#renderer/features/clients/client-words.ts'
import { SecondClientDialog } from '#renderer/features/clients/second-client-dialog.tsx'
import { Button } from '#renderer/ui/button.tsx'

/** Why the second flow was not switched on, and the two ways on. */
export function OneFlowRule(props: {
  readonly current: Flow
  readonly wanted: Flow
  readonly isNew: boolean
  readonly onTurnOff: () => void
  readonly onDismiss: () => void
}): JSX.Element {
  const { current, wanted } = props
  const { getValues } = useFormContext<ClientForm>()
  const [copying, setCopying] = useState(false)
  const navigate = useNavigate()
  return (
    <div className="one-flow" role="alert">
      <p>
        <strong>This client keeps {flowInSentence[current]}.</strong> A client has one flow: if it
        had two, an attacker could downgrade a request to the weaker one.
        {props.isNew
          ? ' Save this client, then make a second one for the other flow, or turn this flow off first.'
          : ' Make a second client for the other flow, or turn this flow off first.'}
      </p>
      <div className="one-flow-actions">
        {props.isNew ? null : (
          <Button onClick={() => setCopying(true)}>Make a second client for that flow</Button>
        )}
        <Button onClick={props.onTurnOff}>Turn {flowInSentence[current]} off</Button>
        <Button tone="quiet" onClick={props.onDismiss}>
          Keep {flowInSentence[current]}
        </Button>
      </div>
      <SecondClientDialog
        open={copying}
        clientId={getValues('clientId')}
        name={getValues('settings.name')}
        flow={wanted}
        onClose={() => setCopying(false)}
        onMade={(clientId) => {
          props.onDismiss()
          void navigate({ to: '/clients/$clientId', params: { clientId } })
        }}
      />
    </div>
  )
}
