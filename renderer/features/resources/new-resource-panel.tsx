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

import { ResourceFields } from './resource-fields.tsx'
import { emptyResource } from './resource-form.ts'
import type { ResourceForm } from './resource-form.ts'

export function NewResourcePanel(props: {
  readonly onClose: () => void
  readonly onMade: (audience: string) => void
}): JSX.Element {
  const form = useForm<ResourceForm>({ defaultValues: emptyResource })
  const create = useAct('resources.create')
  const submit = useSubmit(form, async (values) => {
    const made = await create.mutateAsync(values)
    form.reset(emptyResource)
    showToast({ title: `${made.settings.name} created` })
    props.onMade(made.audience)
  })
  return (
    <SidePanel
      name="resource"
      title="New resource"
      defaultWidth={500}
      focusOnOpen
      onClose={props.onClose}
    >
      <PanelForm onSubmit={submit}>
        <ResourceFields form={form} isNew />
        <div className="save-row">
          <SaveActions
            dirty={form.formState.isDirty}
            saving={create.isPending}
            saveLabel="Create resource"
            cancelLabel="Cancel"
            onDiscard={props.onClose}
          />
        </div>
      </PanelForm>
      <LeaveGuard
        what="resource"
        leaves={leavesPanel}
        dirty={form.formState.isDirty && !create.isPending && !create.isSuccess}
      />
    </SidePanel>
  )
}
