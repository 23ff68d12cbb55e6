import type { JSX } from 'react'

import { endInWords } from '#renderer/revocation-acts.ts'
import { Banner } from '#renderer/ui/banner.tsx'
import { Button } from '#renderer/ui/button.tsx'

import type { Revocation } from './use-revocation.ts'

/** What was just revoked, and the way to see it. */
export function LastRevocation(props: {
  readonly revocation: Revocation
  /** What is shown now. */
  readonly line: string
  readonly onShow: (line: string) => void
}): JSX.Element | null {
  const { last, forgetLast } = props.revocation
  if (!last) return null
  const query = `revocation:${last.revocation.id}`
  return (
    <Banner
      tone="blue"
      onDismiss={forgetLast}
      actions={
        last.kind === 'revoke' && props.line !== query ? (
          <Button tone="quiet" onClick={() => props.onShow(query)}>
            Show what was revoked
          </Button>
        ) : undefined
      }
    >
      {endInWords(last)}.
    </Banner>
  )
}
