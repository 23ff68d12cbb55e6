import type { JSX } from 'react'
import { useForm } from 'react-hook-form'

import { password } from '#contract/users.ts'
import { useAct } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { LeaveGuard } from '#renderer/ui/leave-guard.tsx'
import { SidePanel } from '#renderer/ui/side-panel.tsx'
import { showToast } from '#renderer/ui/toast.tsx'

import { leavesPanel } from './leaves-panel.ts'
import { UserFields } from './user-fields.tsx'
import { emptyUser, settingsOf, showRefusal } from './user-form.ts'
import type { UserForm } from './user-form.ts'

export function NewUserPanel(props: {
  readonly onClose: () => void
  readonly onMade: (subject: string) => void
}): JSX.Element {
  const form = useForm<UserForm>({ defaultValues: emptyUser })
  const create = useAct('users.create')
  const submit = form.handleSubmit(async (values) => {
    const chosen = password.safeParse(values.password)
    if (!chosen.success) {
      const message = chosen.error.issues[0]?.message ?? 'Not a password.'
      form.setError('password', { message }, { shouldFocus: true })
    }
    const settings = settingsOf(form, values)
    if (settings === undefined || !chosen.success) return
    try {
      const made = await create.mutateAsync({ settings, password: chosen.data })
      form.reset(emptyUser)
      showToast({ title: `${made.settings.username} created` })
      props.onMade(made.subject)
    } catch (error) {
      showRefusal(form, error)
    }
  })
  return (
    <SidePanel name="user" title="New user" focusOnOpen onClose={props.onClose}>
      <form className="user-form" noValidate onSubmit={(event) => void submit(event)}>
        <UserFields form={form} isNew />
        <div className="user-save">
          <Button onClick={props.onClose}>Cancel</Button>
          <Button type="submit" tone="primary" busy={create.isPending}>
            Create user
          </Button>
        </div>
      </form>
      <LeaveGuard
        what="user"
        leaves={leavesPanel}
        dirty={form.formState.isDirty && !create.isPending && !create.isSuccess}
      />
    </SidePanel>
  )
}
