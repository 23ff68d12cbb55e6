import type { JSX } from 'react'
import { useForm } from 'react-hook-form'

import { leavesPanel } from '#renderer/list-search.ts'
import { useAct } from '#renderer/operations.ts'
import { LeaveGuard } from '#renderer/ui/leave-guard.tsx'
import { PanelForm } from '#renderer/ui/panel-form.tsx'
import { SaveActions } from '#renderer/ui/save-actions.tsx'
import { SidePanel } from '#renderer/ui/side-panel.tsx'
import { showToast } from '#renderer/ui/toast.tsx'
import { useSubmit } from '#renderer/use-submit.ts'

import { UserFields } from './user-fields.tsx'
import { emptyUser, fieldOf, settingsOf } from './user-form.ts'
import type { UserForm } from './user-form.ts'

export function NewUserPanel(props: {
  readonly onClose: () => void
  readonly onMade: (subject: string) => void
}): JSX.Element {
  const form = useForm<UserForm>({ defaultValues: emptyUser })
  const create = useAct('users.create')
  const submit = useSubmit(
    form,
    async (values) => {
      const made = await create.mutateAsync({
        settings: settingsOf(values),
        password: values.password,
      })
      form.reset(emptyUser)
      showToast({ title: `${made.settings.username} created` })
      props.onMade(made.subject)
    },
    fieldOf,
  )
  return (
    <SidePanel name="user" title="New user" focusOnOpen onClose={props.onClose}>
      <PanelForm onSubmit={submit}>
        <UserFields form={form} isNew />
        <div className="save-row">
          <SaveActions
            dirty={form.formState.isDirty}
            saving={create.isPending}
            saveLabel="Create user"
            cancelLabel="Cancel"
            onDiscard={props.onClose}
          />
        </div>
      </PanelForm>
      <LeaveGuard
        what="user"
        leaves={leavesPanel}
        dirty={form.formState.isDirty && !create.isPending && !create.isSuccess}
      />
    </SidePanel>
  )
}
