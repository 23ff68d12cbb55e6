import type { FormEvent, JSX } from 'react'
import { FormProvider } from 'react-hook-form'

import { FormRefusal } from '#renderer/ui/form-refusal.tsx'

import type { ClientFormHandle } from './client-form.ts'
import { ConsentPreview } from './consent-preview.tsx'
import { ConsentFields } from './fields/consent-fields.tsx'
import { FlowToggles } from './fields/flow-toggles.tsx'
import { GeneralFields } from './fields/general-fields.tsx'
import { RedirectUris } from './fields/redirect-uris.tsx'
import { RefreshTokenFields } from './fields/refresh-token-fields.tsx'
import { ScopeFields } from './fields/scope-fields.tsx'
import { TokenFields } from './fields/token-fields.tsx'
import { useConsentPreview } from './use-consent-preview.ts'

import './clients.css'

/** The settings of one client, and what its users will be asked. */
export function ClientEditor(props: {
  readonly form: ClientFormHandle
  /** Not saved yet: the id can still be chosen, and there is nothing to copy. */
  readonly isNew: boolean
  /** Whether the saved client has a secret; a new one is given one. */
  readonly hasSecret: boolean
  readonly onSave: () => void
}): JSX.Element {
  const { form, isNew } = props
  const preview = useConsentPreview(form)
  function submit(event: FormEvent): void {
    event.preventDefault()
    props.onSave()
  }
  return (
    <FormProvider {...form}>
      <div className="client-editor">
        <form className="client-fields" aria-label="Client settings" noValidate onSubmit={submit}>
          <FormRefusal errors={form.formState.errors} />
          <GeneralFields isNew={isNew} hasSecret={props.hasSecret} />
          <FlowToggles isNew={isNew} />
          <RefreshTokenFields sentence={preview.refreshSentence} />
          <RedirectUris />
          <ScopeFields />
          <ConsentFields />
          <TokenFields />
          {/* Enter in a field saves. */}
          <button type="submit" className="visually-hidden" tabIndex={-1} aria-hidden="true" />
        </form>
        <ConsentPreview preview={preview} />
      </div>
    </FormProvider>
  )
}
