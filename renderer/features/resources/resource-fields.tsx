import type { JSX } from 'react'

import { signingAlgorithms } from '#contract/closed-sets.ts'
import { DurationField } from '#renderer/ui/duration-field.tsx'
import { FormRefusal } from '#renderer/ui/form-refusal.tsx'
import { SelectField } from '#renderer/ui/select-field.tsx'
import { TextField } from '#renderer/ui/text-field.tsx'
import { CheckboxField, ToggleField } from '#renderer/ui/toggle-field.tsx'

import type { ResourceFormHandle } from './resource-form.ts'
import { ScopeRows } from './scope-rows.tsx'

const algorithms = signingAlgorithms.map((value) => ({ value, label: value }))
const anHour = 3600

/** What an administrator may set on a resource. */
export function ResourceFields(props: {
  readonly form: ResourceFormHandle
  readonly isNew: boolean
}): JSX.Element {
  const { register, formState, watch, setValue } = props.form
  const { errors } = formState
  const lifetime = watch('settings.accessTokenLifetime')
  const setLifetime = (seconds: number | null): void =>
    setValue('settings.accessTokenLifetime', seconds, { shouldDirty: true })
  return (
    <>
      <FormRefusal errors={errors} />
      {props.isNew ? (
        <TextField
          label="Audience"
          mono
          placeholder="https://api.example"
          help="An absolute URI, the aud of its access tokens. It cannot be changed later."
          error={errors.audience?.message}
          {...register('audience', { required: 'An audience is needed.' })}
        />
      ) : null}
      <TextField
        label="Name"
        error={errors.settings?.name?.message}
        {...register('settings.name')}
      />
      <SelectField
        label="Signing algorithm"
        help="RS256 is what every library expects; ES256 is ten times cheaper."
        options={algorithms}
        error={errors.settings?.signingAlgorithm?.message}
        {...register('settings.signingAlgorithm')}
      />
      <CheckboxField
        label="Access tokens last as long as the client says"
        checked={lifetime === null}
        onChange={({ target }) => setLifetime(target.checked ? null : anHour)}
      />
      {lifetime === null ? null : (
        <DurationField
          label="Access-token lifetime"
          value={lifetime}
          error={errors.settings?.accessTokenLifetime?.message}
          onChange={setLifetime}
        />
      )}
      <ToggleField
        label="Enabled"
        help="No access token is issued for a resource that is not enabled."
        {...register('settings.enabled')}
      />
      <ScopeRows form={props.form} />
    </>
  )
}
