import { useState } from 'react'
import type { JSX } from 'react'

import type { UserDetail } from '#contract/users.ts'
import { useAct } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { Section } from '#renderer/ui/page.tsx'
import { TextField } from '#renderer/ui/text-field.tsx'
import { showToast } from '#renderer/ui/toast.tsx'
import { CheckboxField } from '#renderer/ui/toggle-field.tsx'

/** A new password, and whether what the old one opened stays open. */
export function SetPassword(props: { readonly user: UserDetail }): JSX.Element {
  const { subject, settings } = props.user
  const [password, setPassword] = useState('')
  const [revokeTokens, setRevokeTokens] = useState(false)
  const [problem, setProblem] = useState<string | undefined>(undefined)
  const act = useAct('users.setPassword')
  function submit(): void {
    setProblem(undefined)
    act.mutate(
      { subject, password, revokeTokens },
      {
        onSuccess: () => {
          setPassword('')
          showToast({ title: `Password of ${settings.username} set` })
        },
        onError: (error) => setProblem(error.message),
      },
    )
  }
  return (
    <Section title="Password">
      <form
        className="panel-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          help="8 characters at least."
          error={problem}
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
        <CheckboxField
          label="Revoke this user’s tokens too"
          checked={revokeTokens}
          onChange={({ target }) => setRevokeTokens(target.checked)}
        />
        <div className="save-row">
          <Button type="submit" busy={act.isPending} disabled={password === ''}>
            Set password
          </Button>
        </div>
      </form>
    </Section>
  )
}
