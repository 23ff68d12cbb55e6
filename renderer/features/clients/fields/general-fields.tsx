import type { JSX } from 'react'
import { Controller, useFormContext } from 'react-hook-form'

import { suggestClientId } from '#renderer/features/clients/client-form.ts'
import type { ClientForm } from '#renderer/features/clients/client-form.ts'
import { Button } from '#renderer/ui/button.tsx'
import { Section } from '#renderer/ui/page.tsx'
import { SelectField } from '#renderer/ui/select-field.tsx'
import { TextArea } from '#renderer/ui/text-area.tsx'
import { TextField } from '#renderer/ui/text-field.tsx'

/** Who the client is. */
export function GeneralFields(props: {
  readonly isNew: boolean
  readonly hasSecret: boolean
}): JSX.Element {
  const { register, formState, setValue, getValues } = useFormContext<ClientForm>()
  const errors = formState.errors
  return (
    <Section title="General">
      <div className="field-grid">
        <TextField
          label="Name"
          help="Shown to users on the consent page."
          error={errors.settings?.name?.message}
          {...register('settings.name', { required: 'A name is needed.' })}
        />
        <TextField
          label="Client id"
          mono
          readOnly={!props.isNew}
          help={
            props.isNew
              ? 'Applications send it. It cannot be changed later.'
              : 'Fixed since the client was made. Duplicate the client to use another.'
          }
          error={errors.clientId?.message}
          after={
            props.isNew ? (
              <Button
                onClick={() =>
                  setValue('clientId', suggestClientId(getValues('settings.name')), {
                    shouldDirty: true,
                    shouldValidate: true,
                  })
                }
              >
                Generate
              </Button>
            ) : undefined
          }
          {...register('clientId', { required: 'A client id is needed. Generate makes one.' })}
        />
      </div>
      <TextArea
        label="Description"
        rows={1}
        help="For administrators only."
        error={errors.settings?.description?.message}
        {...register('settings.description')}
      />
      <ClientType hasSecret={props.hasSecret} />
    </Section>
  )
}

function ClientType(props: { readonly hasSecret: boolean }): JSX.Element {
  const { watch, formState, setValue } = useFormContext<ClientForm>()
  const machine = watch('settings.flow') === 'client_credentials'
  return (
    <Controller<ClientForm, 'settings.type'>
      name="settings.type"
      render={({ field }) => (
        <SelectField
          label="Client type"
          help={typeHelp({ machine, isPublic: field.value === 'public', ...props })}
          error={formState.errors.settings?.type?.message}
          options={[
            { value: 'confidential', label: 'Confidential' },
            { value: 'public', label: 'Public', disabled: machine },
          ]}
          {...field}
          onChange={(event) => {
            field.onChange(event)
            if (event.target.value === 'public') setValue('settings.pkce', 'required')
          }}
        />
      )}
    />
  )
}

function typeHelp(client: {
  readonly machine: boolean
  readonly isPublic: boolean
  readonly hasSecret: boolean
}): string {
  if (!client.isPublic && !client.hasSecret)
    return 'A confidential client needs a secret and this one has none. Save, then add one on the Secrets tab.'
  return client.machine
    ? 'Client credentials need a secret, so this client is confidential.'
    : 'Confidential: runs on a server and keeps a secret. Public: a browser, phone or desktop application that cannot.'
}
