import { useNavigate } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useEffect } from 'react'
import { useForm } from 'react-hook-form'

import { useAct } from '#renderer/operations.ts'
import { LeaveGuard } from '#renderer/ui/leave-guard.tsx'
import { Page, PageHeader } from '#renderer/ui/page.tsx'
import { SaveActions } from '#renderer/ui/save-actions.tsx'
import { useSaveKey } from '#renderer/ui/use-save-key.ts'
import { useSubmit } from '#renderer/use-submit.ts'

import { ClientEditor } from './client-editor.tsx'
import { fieldOf, formOf, newClientForm } from './client-form.ts'
import type { ClientForm } from './client-form.ts'
import { useSecretDialog } from './secret-dialog.tsx'

/** A client in the making: nothing exists until it is saved. */
export function NewClientPage(): JSX.Element {
  const form = useForm<ClientForm>({ defaultValues: newClientForm() })
  const create = useAct('clients.create')
  const secret = useSecretDialog()
  const navigate = useNavigate()
  const save = useSubmit(
    form,
    async ({ clientId, settings }) => {
      const made = await create.mutateAsync({ clientId, settings })
      form.reset(formOf(made.client))
      const open = (): void =>
        void navigate({ to: '/clients/$clientId', params: { clientId }, replace: true })
      if (made.secret === null) open()
      else secret.show({ clientId, value: made.secret.value }, open)
    },
    fieldOf,
  )
  useSaveKey(save)
  const { setFocus } = form
  useEffect(() => setFocus('settings.name'), [setFocus])
  return (
    <Page>
      <PageHeader
        title="New client"
        actions={
          <SaveActions
            dirty={form.formState.isDirty}
            saving={create.isPending}
            onSave={save}
            onDiscard={() => void navigate({ to: '/clients', ignoreBlocker: true })}
            cancelLabel="Cancel"
          />
        }
      />
      <ClientEditor form={form} isNew hasSecret onSave={save} />
      {secret.dialog}
      <LeaveGuard
        what="client"
        dirty={form.formState.isDirty && !form.formState.isSubmitSuccessful}
      />
    </Page>
  )
}
