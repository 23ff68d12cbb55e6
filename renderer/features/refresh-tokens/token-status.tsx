import type { JSX } from 'react'

import type { RefreshTokenStatus } from '#contract/refresh-tokens.ts'
import { Status } from '#renderer/ui/status.tsx'

const words = {
  active: { tone: 'green', shape: 'dot', word: 'Active' },
  revoked: { tone: 'grey', shape: 'cross', word: 'Revoked' },
  replayed: { tone: 'red', shape: 'diamond', word: 'Replayed' },
  expired: { tone: 'grey', shape: 'ring', word: 'Expired' },
  orphaned: { tone: 'amber', shape: 'square', word: 'Orphaned' },
} as const satisfies Record<RefreshTokenStatus, object>

export function TokenStatus(props: { readonly status: RefreshTokenStatus }): JSX.Element {
  const { tone, shape, word } = words[props.status]
  return (
    <Status tone={tone} shape={shape}>
      {word}
    </Status>
  )
}
