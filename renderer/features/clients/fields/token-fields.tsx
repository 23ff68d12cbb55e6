import type { JSX } from 'react'
import { Controller, useFormContext } from 'react-hook-form'

import type { ClientForm } from '#renderer/features/clients/client-form.ts'
import { DurationField } from '#renderer/ui/duration-field.tsx'
import { Section } from '#renderer/ui/page.tsx'
import { SelectField } from '#renderer/ui/select-field.tsx'
import { ToggleField } from '#renderer/ui/toggle-field.tsx'

/** What the access and id tokens look like. */
export function TokenFields(): JSX.Element {
  const { register, watch, formState } = useFormContext<ClientForm>()
  const opaque = watch('settings.accessToken.format') === 'opaque'
  return (
    <Section title="Access and id tokens">
      <div className="field-grid">
        <Controller<ClientForm, 'settings.accessToken.lifetime'>
          name="settings.accessToken.lifetime"
          render={({ field, fieldState }) => (
            <DurationField
              label="Access token lifetime"
              error={fieldState.error?.message}
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
        <SelectField
          label="Access token format"
          help={
            opaque
              ? 'APIs ask the issuer; a revoked token stops at once.'
              : 'APIs verify it themselves; valid until it expires.'
          }
          error={formState.errors.settings?.accessToken?.format?.message}
          options={[
            { value: 'jwt', label: 'JWT (RFC 9068)' },
            { value: 'opaque', label: 'Opaque' },
          ]}
          {...register('settings.accessToken.format')}
        />
      </div>
      {watch('settings.flow') === 'code' ? (
        <ToggleField
          label="Put profile claims into the id token"
          help="Name and email too, for libraries that do not ask the userinfo endpoint, such as Auth.js."
          {...register('settings.profileClaimsInIdToken')}
        />
      ) : null}
    </Section>
  )
}
