import type { JSX } from 'react'

import type { RefreshTokenDetail } from '#contract/refresh-tokens.ts'
import { Banner } from '#renderer/ui/banner.tsx'
import { Button } from '#renderer/ui/button.tsx'
import { RelativeTime, useNow } from '#renderer/ui/relative-time.tsx'

/** Why a family works no more, in words. */
export function WhyRevoked(props: {
  readonly detail: RefreshTokenDetail
  readonly onUndo: (revocationId: number) => void
}): JSX.Element | null {
  const { token, revocation, history } = props.detail
  const now = useNow()
  const replay = history.find(({ kind }) => kind === 'replayed')
  if (token.status === 'replayed') {
    return (
      <Banner tone="red">
        A spent token of this family was used again
        {replay ? (
          <>
            {' '}
            <RelativeTime at={replay.at} />
            {replay.ip === null ? '' : ` from ${replay.ip}`}
          </>
        ) : null}
        . Two parties hold it, so the whole family was revoked.
      </Banner>
    )
  }
  if (revocation) {
    const canUndo = revocation.undoUntil !== null && revocation.undoUntil > now
    return (
      <Banner
        tone="grey"
        actions={
          canUndo ? (
            <Button onClick={() => props.onUndo(revocation.id)}>Undo revocation</Button>
          ) : undefined
        }
      >
        Revoked by {revocation.by} <RelativeTime at={revocation.at} />
        {revocation.reason === '' ? '.' : `: ${revocation.reason}`}
      </Banner>
    )
  }
  if (token.status === 'orphaned') {
    const gone = token.clientName === null ? 'client' : 'user'
    return <Banner tone="amber">Its {gone} was deleted, so no refresh is answered.</Banner>
  }
  return null
}
