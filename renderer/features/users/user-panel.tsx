import { useEffect } from 'react'
import type { JSX } from 'react'
import { useForm } from 'react-hook-form'

import type { UserDetail } from '#contract/users.ts'
import { count } from '#renderer/format.ts'
import { useAct, useOperation } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { CopyLine } from '#renderer/ui/code-block.tsx'
import { Failure } from '#renderer/ui/failure.tsx'
import { LeaveGuard } from '#renderer/ui/leave-guard.tsx'
import { Facts, Section } from '#renderer/ui/page.tsx'
import { RelativeTime } from '#renderer/ui/relative-time.tsx'
import { SidePanel } from '#renderer/ui/side-panel.tsx'
import { Skeleton } from '#renderer/ui/skeleton.tsx'
import { Status } from '#renderer/ui/status.tsx'
import { showToast } from '#renderer/ui/toast.tsx'
import { useSaveKey } from '#renderer/ui/use-save-key.ts'

import { DeleteUser } from './delete-user.tsx'
import { leavesPanel } from './leaves-panel.ts'
import { SetPassword } from './set-password.tsx'
import { TokensLink } from './tokens-link.tsx'
import { UserFields } from './user-fields.tsx'
import { formOf, settingsOf, showRefusal } from './user-form.ts'
import type { UserForm } from './user-form.ts'

/** One account: its settings, its password, its end. */
export function UserPanel(props: {
  readonly subject: string
  readonly onClose: () => void
}): JSX.Element {
  const query = useOperation('users', 'users.get', { subject: props.subject })
  const user = query.data
  return (
    <SidePanel
      name="user"
      title={user === undefined ? 'User' : user.settings.username}
      subtitle={<code>{props.subject}</code>}
      actions={
        user === undefined ? undefined : (
          <TokensLink subject={user.subject}>Tokens ({count(user.activeTokens)})</TokensLink>
        )
      }
      onClose={props.onClose}
    >
      {query.isError ? <Failure title="This user cannot be shown" error={query.error} /> : null}
      {query.isPending ? <Skeleton label="Loading the user" /> : null}
      {user === undefined ? null : (
        <div className="user-panel">
          <UserEditor user={user} />
          <SetPassword user={user} />
          <Section title="Account">
            <Facts
              items={[
                {
                  name: 'Subject',
                  value: <CopyLine text={user.subject} copyLabel="Copy the subject" />,
                },
                { name: 'Created', value: <RelativeTime at={user.createdAt} /> },
                { name: 'Last sign-in', value: <RelativeTime at={user.lastSignInAt} /> },
              ]}
            />
          </Section>
          <DeleteUser user={user} onDeleted={props.onClose} />
        </div>
      )}
    </SidePanel>
  )
}

function UserEditor(props: { readonly user: UserDetail }): JSX.Element {
  const { user } = props
  const form = useForm<UserForm>({ defaultValues: formOf(user.settings) })
  const update = useAct('users.update')
  const { isDirty } = form.formState
  useEffect(() => {
    // What others save is followed until something is changed here.
    if (!isDirty) form.reset(formOf(user.settings))
  }, [form, isDirty, user])
  const save = form.handleSubmit(async (values) => {
    const settings = settingsOf(form, values)
    if (settings === undefined) return
    try {
      const { subject, version } = user
      form.reset(formOf((await update.mutateAsync({ subject, version, settings })).settings))
      showToast({ title: 'Saved' })
    } catch (error) {
      showRefusal(form, error)
    }
  })
  useSaveKey(() => void save())
  return (
    <form className="user-form" noValidate onSubmit={(event) => void save(event)}>
      <UserFields form={form} isNew={false} />
      <div className="user-save">
        {isDirty ? (
          <>
            <Status tone="amber" shape="dot">
              Not saved
            </Status>
            <Button tone="quiet" onClick={() => form.reset(formOf(user.settings))}>
              Discard
            </Button>
          </>
        ) : null}
        <Button type="submit" tone="primary" disabled={!isDirty} busy={update.isPending}>
          Save
        </Button>
      </div>
      <LeaveGuard what="user" leaves={leavesPanel} dirty={isDirty} />
    </form>
  )
}
