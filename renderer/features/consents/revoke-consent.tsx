import { useState } from 'react'
import type { JSX } from 'react'

import type { Consent } from '#contract/consents.ts'
import type { RevocationPreview } from '#contract/refresh-tokens.ts'
import { absoluteTime, plural } from '#renderer/format.ts'
import { useAct, useOperation } from '#renderer/operations.ts'
import { follow } from '#renderer/revocation-acts.ts'
import { Button } from '#renderer/ui/button.tsx'
import { Dialog } from '#renderer/ui/dialog.tsx'
import { useNow } from '#renderer/ui/relative-time.tsx'
import { TextField } from '#renderer/ui/text-field.tsx'
import { showToast } from '#renderer/ui/toast.tsx'
import { CheckboxField } from '#renderer/ui/toggle-field.tsx'

/** The consent alone, or with what the client holds because of it: counted before it is done. */
export function RevokeConsent(props: {
  readonly consent: Consent
  readonly onClose: () => void
  readonly onRevoked: () => void
}): JSX.Element {
  const { username, clientName } = props.consent
  const form = useRevokeForm(props.consent, props.onRevoked)
  const { tokens, preview, revoke } = form
  return (
    <Dialog
      open
      title={`Revoke the consent of ${username}?`}
      onClose={props.onClose}
      actions={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button tone="danger" busy={revoke.isPending} onClick={form.submit}>
            {tokens && (preview.data?.tokens ?? 0) > 0
              ? `Revoke with ${plural(preview.data?.tokens ?? 0, 'token')}`
              : 'Revoke consent'}
          </Button>
        </>
      }
    >
      <p>{clientName} has to ask again before it is allowed anything new.</p>
      <CheckboxField
        label="Also revoke its refresh tokens"
        help={`Every family of ${username} at ${clientName}, whichever sign-in it came from.`}
        checked={tokens}
        onChange={({ target }) => form.setTokens(target.checked)}
      />
      <output className="consent-preview" aria-label="What this does">
        {preview.data === undefined
          ? (preview.error?.message ?? 'Counting what would go…')
          : consequence(preview.data, tokens)}
      </output>
      <TextField
        label="Reason"
        help="Kept in the audit. May be empty."
        error={revoke.error?.message}
        maxLength={500}
        value={form.reason}
        onChange={({ target }) => form.setReason(target.value)}
      />
    </Dialog>
  )
}

function useRevokeForm(consent: Consent, onRevoked: () => void) {
  const { subject, clientId, username, clientName } = consent
  const [tokens, setTokens] = useState(true)
  const [reason, setReason] = useState('')
  const now = useNow()
  const revoke = useAct('consents.revoke')
  const preview = useOperation('refreshTokens', 'refreshTokens.previewRevocation', {
    target: { kind: 'user-at-client', subject, clientId },
  })
  function submit(): void {
    revoke.mutate(
      { subject, clientId, tokens, reason },
      {
        onSuccess: ({ act }) => {
          showToast({ title: `The consent of ${username} to ${clientName} is revoked` })
          if (act) follow(act, now)
          onRevoked()
        },
      },
    )
  }
  return { tokens, setTokens, reason, setReason, preview, revoke, submit }
}

function consequence({ tokens, accessTokens }: RevocationPreview, taken: boolean): string {
  if (tokens === 0) return 'The client holds no refresh token of this user that still works.'
  if (!taken)
    return `${plural(tokens, 'refresh token')} will go on working until ${tokens === 1 ? 'it ends' : 'they end'}.`
  const { opaque, jwt, jwtValidUntil } = accessTokens
  return [
    `${plural(tokens, 'refresh token')} will stop working at once.`,
    opaque > 0 ? `${plural(opaque, 'opaque access token')} too.` : '',
    jwt > 0 && jwtValidUntil !== null
      ? `${plural(jwt, 'JWT access token')} ${jwt === 1 ? 'stays' : 'stay'} valid at APIs until ${absoluteTime(jwtValidUntil)}.`
      : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ')
}
