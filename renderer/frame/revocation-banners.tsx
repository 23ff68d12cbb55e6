import { useEffect } from 'react'
import type { JSX } from 'react'

import type { RevocationActView } from '#contract/refresh-tokens.ts'
import { useAct } from '#renderer/operations.ts'
import { followAll, useRevocationActs } from '#renderer/revocation-acts.ts'
import { Button } from '#renderer/ui/button.tsx'
import { ProgressBar } from '#renderer/ui/progress-bar.tsx'
import { useNow } from '#renderer/ui/relative-time.tsx'
import { StatusShape } from '#renderer/ui/status.tsx'
import { showFailure } from '#renderer/ui/toast.tsx'

const titles = {
  revoke: 'Revoking refresh tokens',
  delete: 'Deleting refresh tokens',
  undo: 'Restoring refresh tokens',
} as const

/** Bulk revocations that go on, on every page and in every window. */
export function RevocationBanners(): JSX.Element {
  const acts = useRevocationActs()
  const now = useNow()
  useEffect(() => followAll(acts, now), [acts, now])
  return (
    <>
      {acts
        .filter(({ state }) => state === 'running')
        .map((act) => (
          <RevocationBanner key={`${act.revocation.id} ${act.kind}`} act={act} />
        ))}
    </>
  )
}

function RevocationBanner({ act }: { readonly act: RevocationActView }): JSX.Element {
  const cancel = useAct('refreshTokens.cancelRevocation')
  const title = titles[act.kind]
  return (
    <section className="banner" data-tone="blue" aria-label={title}>
      <StatusShape tone="blue" />
      <div className="banner-words">{title}</div>
      <ProgressBar label={title} value={act.reached} max={act.planned} />
      {act.kind === 'undo' ? null : (
        <Button
          busy={cancel.isPending}
          onClick={() =>
            cancel.mutate(
              { revocationId: act.revocation.id },
              { onError: (error) => showFailure('Not cancelled', error) },
            )
          }
        >
          Cancel
        </Button>
      )}
    </section>
  )
}
