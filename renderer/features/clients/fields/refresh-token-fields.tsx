import type { JSX } from 'react'
import { Controller, useFormContext } from 'react-hook-form'

import type { ClientForm } from '#renderer/features/clients/client-form.ts'
import { DurationField } from '#renderer/ui/duration-field.tsx'
import { Section } from '#renderer/ui/page.tsx'
import { SelectField } from '#renderer/ui/select-field.tsx'
import { TextField } from '#renderer/ui/text-field.tsx'
import { ToggleField } from '#renderer/ui/toggle-field.tsx'

/** Whether the client gets refresh tokens, how they turn over and how long they live. */
export function RefreshTokenFields(props: { readonly sentence: string }): JSX.Element {
  const { register, watch, getValues, setValue } = useFormContext<ClientForm>()
  const hasCodeFlow = watch('settings.flow') === 'code'
  const enabled = watch('settings.refreshTokens.enabled')
  // A client that signs users in asks for a refresh token by this scope: without it there is none.
  const askForIt = (on: boolean): void => {
    const scopes = getValues('settings.scopes')
    if (on && scopes.includes('openid') && !scopes.includes('offline_access'))
      setValue('settings.scopes', [...scopes, 'offline_access'], { shouldDirty: true })
  }
  return (
    <Section title="Refresh tokens">
      <ToggleField
        label="Allow refresh tokens"
        help={
          hasCodeFlow
            ? 'The application gets new access tokens while the user is away. It asks with the scope offline_access.'
            : 'Only with code flow: without a user there is nobody to stay signed in. A machine client just asks again.'
        }
        disabled={!hasCodeFlow}
        {...register('settings.refreshTokens.enabled', {
          onChange: ({ target }: { target: HTMLInputElement }) => askForIt(target.checked),
        })}
      />
      {hasCodeFlow && enabled ? <RefreshPolicy /> : null}
      {hasCodeFlow && props.sentence !== '' ? (
        <output className="refresh-sentence" aria-label="What will happen">
          {props.sentence}
        </output>
      ) : null}
    </Section>
  )
}

function RefreshPolicy(): JSX.Element {
  const { register, watch, formState } = useFormContext<ClientForm>()
  const errors = formState.errors.settings?.refreshTokens
  const rotates = watch('settings.refreshTokens.usage') === 'rotate'
  return (
    <div className="field-grid">
      <SelectField
        label="Usage"
        help={
          rotates
            ? 'Each use gives a new token and spends the old one.'
            : 'The same token is used again and again; a stolen one goes unnoticed.'
        }
        error={errors?.usage?.message}
        options={[
          { value: 'rotate', label: 'Rotate' },
          { value: 'reuse', label: 'Reuse' },
        ]}
        {...register('settings.refreshTokens.usage')}
      />
      {rotates ? (
        <TextField
          label="Grace seconds"
          type="number"
          min={0}
          max={60}
          help="How long a lost answer may be asked for again, 0 to 60."
          error={errors?.graceSeconds?.message}
          {...register('settings.refreshTokens.graceSeconds', {
            valueAsNumber: true,
            min: { value: 0, message: 'From 0 to 60 seconds.' },
            max: { value: 60, message: 'From 0 to 60 seconds.' },
          })}
        />
      ) : (
        <span />
      )}
      <Lifetimes />
    </div>
  )
}

function Lifetimes(): JSX.Element {
  return (
    <>
      <Controller<ClientForm, 'settings.refreshTokens.idleLifetime'>
        name="settings.refreshTokens.idleLifetime"
        render={({ field, fieldState }) => (
          <DurationField
            label="Idle lifetime"
            help="Ends when it is not used for this long."
            error={fieldState.error?.message}
            value={field.value}
            onChange={field.onChange}
          />
        )}
      />
      <Controller<ClientForm, 'settings.refreshTokens.absoluteLifetime'>
        name="settings.refreshTokens.absoluteLifetime"
        render={({ field, fieldState }) => (
          <DurationField
            label="Absolute lifetime"
            help="Ends then, however often it is used."
            error={fieldState.error?.message}
            value={field.value}
            onChange={field.onChange}
          />
        )}
      />
    </>
  )
}
