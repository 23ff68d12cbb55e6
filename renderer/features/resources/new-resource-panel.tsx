import type { JSX } from 'react'
import { useForm } from 'react-hook-form'

import { useAct } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { LeaveGuard } from '#renderer/ui/leave-guard.tsx'
import { SidePanel } from '#renderer/ui/side-panel.tsx'
import { showToast } from '#renderer/ui/toast.tsx'

import { leavesPanel } from './leaves-panel.ts'
import { ResourceFields } from './resource-fields.tsx'
import { emptyResource, readForm, showRefusal } from './resource-form.ts'
import type { ResourceForm } from './resource-form.ts'

export function NewResourcePanel(props: {
  readonly onClose: () => void
  readonly onMade: (audience: string) => void
}): JSX.Element {
  const form = useForm<ResourceForm>({ defaultValues: emptyResource })
  const create = useAct('resources.create')
  const submit = form.handleSubmit(async (values) => {
    const input = readForm(form, values)
    if (input === undefined) return
    try {
      const made = await create.mutateAsync(input)
      form.reset(emptyResource)
      showToast({ title: `${made.settings.name} created` })
      props.onMade(made.audience)
    } catch (error) {
      showRefusal(form, error)
    }
  })
  return (
    <SidePanel
      name="resource"
      title="New resource"
      defaultWidth={500}
      focusOnOpen
      onClose={props.onClose}
    >
      <form className="resource-form" noValidate onSubmit={(event) => void submit(event)}>
        <ResourceFields form={form} isNew />
        <div className="resource-save">
          <Button onClick={props.onClose}>Cancel</Button>
          <Button type="submit" tone="primary" busy={create.isPending}>
            Create resource
          </Button>
        </div>
      </form>
      <LeaveGuard
        what="resource"
        leaves={leavesPanel}
        dirty={form.formState.isDirty && !create.isPending && !create.isSuccess}
      />
    </SidePanel>
  )
}
