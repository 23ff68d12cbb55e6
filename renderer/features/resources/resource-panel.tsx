import { useEffect } from 'react'
import type { JSX } from 'react'
import { useForm } from 'react-hook-form'

import type { ResourceDetail } from '#contract/resources.ts'
import { plural } from '#renderer/format.ts'
import { leavesPanel } from '#renderer/list-search.ts'
import { useAct, useOperation } from '#renderer/operations.ts'
import { CopyLine } from '#renderer/ui/code-block.tsx'
import { LeaveGuard } from '#renderer/ui/leave-guard.tsx'
import { Loaded } from '#renderer/ui/loaded.tsx'
import { Facts } from '#renderer/ui/page.tsx'
import { PanelForm } from '#renderer/ui/panel-form.tsx'
import { SaveActions } from '#renderer/ui/save-actions.tsx'
import { SidePanel } from '#renderer/ui/side-panel.tsx'
import { showToast } from '#renderer/ui/toast.tsx'
import { useSaveKey } from '#renderer/ui/use-save-key.ts'
import { useSubmit } from '#renderer/use-submit.ts'

import { DeleteResource } from './delete-resource.tsx'
import { ResourceFields } from './resource-fields.tsx'
import { formOf } from './resource-form.ts'
import type { ResourceForm } from './resource-form.ts'
import { TokensLink } from './tokens-link.tsx'
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
      <Loaded query={query} what="resource">
        {(resource) => <ResourceSections resource={resource} onClose={props.onClose} />}
      </Loaded>
    </SidePanel>
  )
}

function ResourceSections(props: {
  readonly resource: ResourceDetail
  readonly onClose: () => void
}): JSX.Element {
  const { resource } = props
  return (
    <div className="panel-sections">
      <Facts
        items={[
          {
            name: 'Audience',
            value: <CopyLine text={resource.audience} copyLabel="Copy the audience" />,
          },
          { name: 'Asked for by', value: plural(resource.clients, 'client') },
          {
            name: 'Active tokens',
            value: (
              <TokensLink resource={resource}>
                {plural(resource.activeTokens, 'refresh token')}
              </TokensLink>
            ),
          },
        ]}
      />
      <ResourceEditor resource={resource} />
      <VerifyCode resource={resource} />
      <DeleteResource resource={resource} onDeleted={props.onClose} />
    </div>
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
  const save = useSubmit(form, async (values) => {
    form.reset(formOf(await update.mutateAsync({ ...values, version: resource.version })))
    showToast({ title: 'Saved' })
  })
  useSaveKey(save)
  return (
    <PanelForm onSubmit={save}>
      <ResourceFields form={form} isNew={false} />
      <div className="save-row">
        <SaveActions
          dirty={isDirty}
          saving={update.isPending}
          onDiscard={() => form.reset(formOf(resource))}
        />
      </div>
      <LeaveGuard what="resource" leaves={leavesPanel} dirty={isDirty} />
    </PanelForm>
  )
}
