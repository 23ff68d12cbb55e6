import { useEffect } from 'react'
import { useForm, useWatch } from 'react-hook-form'

import type { ClientDetail } from '#contract/clients.ts'
import { useAct } from '#renderer/operations.ts'
import { showToast } from '#renderer/ui/toast.tsx'
import { useSubmit } from '#renderer/use-submit.ts'

import { fieldOf, formOf } from './client-form.ts'
import type { ClientForm, ClientFormHandle } from './client-form.ts'

export interface ClientEditing {
  readonly form: ClientFormHandle
  readonly save: () => void
  readonly saving: boolean
  /** Somebody else saved this client while it was being edited here. */
  readonly outdated: boolean
  readonly takeTheirs: () => void
}

/** Edits a client that exists: follows what others save until something is changed here. */
export function useClientForm(client: ClientDetail): ClientEditing {
  const form = useForm<ClientForm>({ defaultValues: formOf(client) })
  const update = useAct('clients.update')
  const { isDirty } = form.formState
  const theirs = client.version !== useWatch({ control: form.control, name: 'version' })

  useEffect(() => {
    if (theirs && !isDirty) form.reset(formOf(client))
  }, [client, form, isDirty, theirs])

  const save = useSubmit(
    form,
    async ({ clientId, settings, version }) => {
      form.reset(formOf(await update.mutateAsync({ clientId, version, settings })))
      showToast({ title: 'Saved' })
    },
    fieldOf,
  )
  return {
    form,
    save,
    saving: update.isPending,
    outdated: isDirty && theirs,
    takeTheirs: () => form.reset(formOf(client)),
  }
}
