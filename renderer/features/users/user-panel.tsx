import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { JSX } from 'react'
import { useForm } from 'react-hook-form'

import type { UserDetail } from '#contract/users.ts'
import { count } from '#renderer/format.ts'
import { leavesPanel } from '#renderer/list-search.ts'
import { useAct, useOperation } from '#renderer/operations.ts'
import { CopyLine } from '#renderer/ui/code-block.tsx'
import { LeaveGuard } from '#renderer/ui/leave-guard.tsx'
import { Loaded } from '#renderer/ui/loaded.tsx'
import { Facts, Section } from '#renderer/ui/page.tsx'
import { PanelForm } from '#renderer/ui/panel-form.tsx'
import { RelativeTime } from '#renderer/ui/relative-time.tsx'
import { SaveActions } from '#renderer/ui/save-actions.tsx'
import { SidePanel } from '#renderer/ui/side-panel.tsx'
import { showToast } from '#renderer/ui/toast.tsx'
import { useSaveKey } from '#renderer/ui/use-save-key.ts'
import { useSubmit } from '#renderer/use-submit.ts'

import { DeleteUser } from './delete-user.tsx'
import { SetPassword } from './set-password.tsx'
import { TokensLink } from './tokens-link.tsx'
import { UserFields } from './user-fields.tsx'
import { fieldOf, formOf, settingsOf } from './user-form.ts'
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
      <Loaded query={query} what="user">
        {(user) => <UserSections user={user} onClose={props.onClose} />}
      </Loaded>
    </SidePanel>
  )
}

function UserSections(props: {
  readonly user: UserDetail
  readonly onClose: () => void
}): JSX.Element {
  const { user } = props
  return (
    <div className="panel-sections">
      <UserEditor user={user} />
      <SetPassword user={user} />
      <Section title="Account" level={3}>
        <Facts
          items={[
            {
              name: 'Subject',
              value: <CopyLine text={user.subject} copyLabel="Copy the subject" />,
            },
            { name: 'Created', value: <RelativeTime at={user.createdAt} /> },
            { name: 'Last sign-in', value: <RelativeTime at={user.lastSignInAt} /> },
            {
              name: 'Consents',
              value: (
                <Link to="/consents" search={{ user: user.subject }}>
                  What the user allowed
                </Link>
              ),
            },
          ]}
        />
      </Section>
      <DeleteUser user={user} onDeleted={props.onClose} />
    </div>
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
  const save = useSubmit(
    form,
    async (values) => {
      const { subject, version } = user
      const saved = await update.mutateAsync({ subject, version, settings: settingsOf(values) })
      form.reset(formOf(saved.settings))
      showToast({ title: 'Saved' })
    },
    fieldOf,
  )
  useSaveKey(save)
  return (
    <PanelForm onSubmit={save}>
      <UserFields form={form} isNew={false} />
      <div className="save-row">
        <SaveActions
          dirty={isDirty}
          saving={update.isPending}
          onDiscard={() => form.reset(formOf(user.settings))}
        />
      </div>
      <LeaveGuard what="user" leaves={leavesPanel} dirty={isDirty} />
    </PanelForm>
  )
}
