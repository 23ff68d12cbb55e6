import { useState } from 'react'
import type { JSX } from 'react'

import type { RevocationActView } from '#contract/refresh-tokens.ts'
import { plural } from '#renderer/format.ts'
import { useAct, useOperation } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { Dialog } from '#renderer/ui/dialog.tsx'
import { TextField } from '#renderer/ui/text-field.tsx'

import { ChoiceGroup } from './choice-group.tsx'
import { RevocationPreview } from './revocation-preview.tsx'
import { revokeChoices } from './revoke-choices.ts'
import type { RevokeSubject } from './revoke-choices.ts'

/** From this many tokens on, their number is typed before they go. */
const typedFrom = 100

const modes = [
  { key: 'revoke', label: 'Revoke', note: 'keeps a trace, so that a later replay is explained' },
  { key: 'delete', label: 'Delete', note: 'removes the rows as well' },
] as const

interface RevokeProps {
  readonly subject: RevokeSubject
  readonly onClose: () => void
  /** It has ended or, where it is a large one, goes on by itself. */
  readonly onRevoked: (act: RevocationActView) => void
}

/** What goes, how, why, and what that does: shown before anything is done. */
export function RevokeDialog(props: RevokeProps): JSX.Element {
  const form = useRevokeForm(props)
  const { choices, choice, preview, mode, revoke } = form
  const verb = mode === 'revoke' ? 'Revoke' : 'Delete'
  return (
    <Dialog
      open
      wide
      title="Revoke refresh tokens"
      onClose={props.onClose}
      actions={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button
            tone="danger"
            busy={revoke.isPending}
            disabled={!form.ready}
            onClick={form.submit}
          >
            {preview.data === undefined ? verb : `${verb} ${plural(form.tokens, 'token')}`}
          </Button>
        </>
      }
    >
      {choice === undefined ? null : (
        <ChoiceGroup label="Which" value={choice.key} options={choices} onChange={form.setScope} />
      )}
      <ChoiceGroup label="How" value={mode} options={modes} onChange={form.setMode} />
      <RevocationPreview preview={preview.data} error={preview.error ?? undefined} mode={mode} />
      {form.mustType ? (
        <TextField
          label={`Type ${form.tokens} to confirm`}
          inputMode="numeric"
          value={form.typed}
          onChange={({ target }) => form.setTyped(target.value)}
        />
      ) : null}
      <TextField
        label="Reason"
        help="Kept in the audit and shown with the token. May be empty."
        error={revoke.error?.message}
        maxLength={500}
        value={form.reason}
        onChange={({ target }) => form.setReason(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') form.submit()
        }}
      />
    </Dialog>
  )
}

function useRevokeForm(props: RevokeProps) {
  const choices = revokeChoices(props.subject)
  const [scope, setScope] = useState(choices[0]?.key)
  const [mode, setMode] = useState<'revoke' | 'delete'>('revoke')
  const [reason, setReason] = useState('')
  const [typed, setTyped] = useState('')
  const revoke = useAct('refreshTokens.revoke')
  const choice = choices.find(({ key }) => key === scope) ?? choices[0]
  const preview = useOperation(
    'refreshTokens',
    'refreshTokens.previewRevocation',
    { target: choice?.target ?? { kind: 'filter', filter: {} } },
    { enabled: choice !== undefined },
  )
  const tokens = preview.data?.tokens ?? 0
  const mustType = tokens >= typedFrom
  // Rows of tokens that work no more can still be deleted.
  const something = preview.data !== undefined && (tokens > 0 || mode === 'delete')
  const ready = something && (!mustType || typed === String(tokens))
  function submit(): void {
    if (!ready || choice === undefined || revoke.isPending) return
    revoke.mutate({ target: choice.target, mode, reason }, { onSuccess: props.onRevoked })
  }
  const state = { scope, setScope, mode, setMode, reason, setReason, typed, setTyped }
  return { ...state, choices, choice, preview, tokens, mustType, ready, revoke, submit }
}
