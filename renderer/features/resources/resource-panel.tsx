import { useEffect } from 'react'
import type { JSX } from 'react'
import { useForm } from 'react-hook-form'

import type { ResourceDetail } from '#contract/resources.ts'
import { plural } from '#renderer/format.ts'
import { useAct, useOperation } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { CopyLine } from '#renderer/ui/code-block.tsx'
import { Failure } from '#renderer/ui/failure.tsx'
import { LeaveGuard } from '#renderer/ui/leave-guard.tsx'
import { Facts } from '#renderer/ui/page.tsx'
import { SidePanel } from '#renderer/ui/side-panel.tsx'
import { Skeleton } from '#renderer/ui/skeleton.tsx'
import { Status } from '#renderer/ui/status.tsx'
import { showToast } from '#renderer/ui/toast.tsx'
import { useSaveKey } from '#renderer/ui/use-save-key.ts'

import { DeleteResource } from './delete-resource.tsx'
import { leavesPanel } from './leaves-panel.ts'
import { ResourceFields } from './resource-fields.tsx'
import { formOf, readForm, showRefusal } from './resource-form.ts'
import type { ResourceForm } from './resource-form.ts'
import { VerifyCode } from './verify-code.tsx'

/** One API: its settings, its scopes, how it verifies a token, its end. */
export function ResourcePanel(props: {
  readonly audience: string
  readonly onClose: () => void
}): JSX.Element {
  const query = useOperation('resources', 'resources.get', { audience: props.audience })
  const resource = query.data
  return (
    <SidePanel
      name="resource"
      title={resource === undefined ? 'Resource' : resource.settings.name}
      subtitle={<code>{props.audience}</code>}
      defaultWidth={500}
      onClose={props.onClose}
    >
      {query.isError ? <Failure title="This resource cannot be shown" error={query.error} /> : null}
      {query.isPending ? <Skeleton label="Loading the resource" /> : null}
      {resource === undefined ? null : (
        <div className="resource-panel">
          <Facts
            items={[
              {
                name: 'Audience',
                value: <CopyLine text={resource.audience} copyLabel="Copy the audience" />,
              },
              { name: 'Asked for by', value: plural(resource.clients, 'client') },
              { name: 'Active tokens', value: plural(resource.activeTokens, 'refresh token') },
            ]}
          />
          <ResourceEditor resource={resource} />
          <VerifyCode resource={resource} />
          <DeleteResource resource={resource} onDeleted={props.onClose} />
        </div>
      )}
    </SidePanel>
  )
}

function ResourceEditor(props: { readonly resource: ResourceDetail }): JSX.Element {
  const { resource } = props
  const form = useForm<ResourceForm>({ defaultValues: formOf(resource) })
  const update = useAct('resources.update')
  const { isDirty } = form.formState
  useEffect(() => {
    // What others save is followed until something is changed here.
    if (!isDirty) form.reset(formOf(resource))
  }, [form, isDirty, resource])
  const save = form.handleSubmit(async (values) => {
    const input = readForm(form, values)
    if (input === undefined) return
    try {
      form.reset(formOf(await update.mutateAsync({ ...input, version: resource.version })))
      showToast({ title: 'Saved' })
    } catch (error) {
      showRefusal(form, error)
    }
  })
  useSaveKey(() => void save())
  return (
    <form className="resource-form" noValidate onSubmit={(event) => void save(event)}>
      <ResourceFields form={form} isNew={false} />
      <div className="resource-save">
        {isDirty ? (
          <>
            <Status tone="amber" shape="dot">
              Not saved
            </Status>
            <Button tone="quiet" onClick={() => form.reset(formOf(resource))}>
              Discard
            </Button>
          </>
        ) : null}
        <Button type="submit" tone="primary" disabled={!isDirty} busy={update.isPending}>
          Save
        </Button>
      </div>
      <LeaveGuard what="resource" leaves={leavesPanel} dirty={isDirty} />
    </form>
  )
}
