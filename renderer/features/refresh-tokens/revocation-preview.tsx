import type { JSX } from 'react'

import type { RevocationPreview as Preview } from '#contract/refresh-tokens.ts'
import { absoluteTime, plural } from '#renderer/format.ts'
import { RelativeTime } from '#renderer/ui/relative-time.tsx'

/** The dry run in words. */
export function RevocationPreview(props: {
  readonly preview: Preview | undefined
  readonly error: Error | undefined
  readonly mode: 'revoke' | 'delete'
}): JSX.Element {
  const { preview, error, mode } = props
  if (error) {
    return (
      <div className="preview field-error" role="alert">
        {error.message}
      </div>
    )
  }
  if (!preview) return <output className="preview">Counting what would go…</output>
  if (preview.tokens === 0) {
    return (
      <output className="preview">
        {mode === 'revoke'
          ? 'None of these tokens works any more: there is nothing to revoke.'
          : 'None of these tokens works any more. Their rows will be removed.'}
      </output>
    )
  }
  const { opaque, jwt, jwtValidUntil } = preview.accessTokens
  return (
    <output className="preview" aria-label="What this does">
      <p>
        <strong>{plural(preview.tokens, 'refresh token')}</strong> of{' '}
        {plural(preview.users, 'user')} at {plural(preview.clients, 'client')} will stop working at
        once.
      </p>
      {opaque > 0 ? (
        <p>{plural(opaque, 'opaque access token')} will stop working at once too.</p>
      ) : null}
      {jwt > 0 && jwtValidUntil !== null ? (
        <p>
          <strong>{plural(jwt, 'JWT access token')}</strong> {jwt === 1 ? 'stays' : 'stay'} valid at
          APIs until {absoluteTime(jwtValidUntil)} (<RelativeTime at={jwtValidUntil} />
          ): an API checks a JWT by itself.
        </p>
      ) : null}
    </output>
  )
}
