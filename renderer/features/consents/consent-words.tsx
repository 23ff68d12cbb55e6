import type { JSX } from 'react'

import type { Consent } from '#contract/consents.ts'
import { durationInWords } from '#renderer/format.ts'
import { Status } from '#renderer/ui/status.tsx'

export function stateInWords(state: Consent['state']): string {
  switch (state) {
    case 'active':
      return 'Remembered'
    case 'ended':
      return 'Ended'
    case 'unused':
      return 'Not in use'
  }
}

export function ConsentState(props: { readonly state: Consent['state'] }): JSX.Element {
  return (
    <Status tone={props.state === 'active' ? 'green' : 'grey'}>{stateInWords(props.state)}</Status>
  )
}

/** What the state means for the user's next visit. */
export function stateMeans(state: Consent['state']): string {
  switch (state) {
    case 'active':
      return 'The user is not asked again for this scope.'
    case 'ended':
      return 'The user is asked again next time.'
    case 'unused':
      return 'The client’s policy does not remember consents, so this one changes nothing.'
  }
}

export function offlineInWords(lifetime: number | null): string {
  return lifetime === null ? 'No' : durationInWords(lifetime)
}
