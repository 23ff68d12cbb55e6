import type { JSX } from 'react'
import { Controller, useFormContext } from 'react-hook-form'

import type { ClientSettings } from '#contract/clients.ts'
import type { ClientForm } from '#renderer/features/clients/client-form.ts'
import { DurationField } from '#renderer/ui/duration-field.tsx'
import { Section } from '#renderer/ui/page.tsx'
import { SelectField } from '#renderer/ui/select-field.tsx'

const explained = {
  always: 'Users are asked at every sign-in.',
  remember: 'Users are asked once; their yes is kept until it ends or is revoked.',
  never: 'Users are not asked. Only for applications of your own.',
} as const satisfies Record<ClientSettings['consent'], string>

/** Whether users are asked, and how long their yes lasts. */
export function ConsentFields(): JSX.Element | null {
  const { register, watch, formState } = useFormContext<ClientForm>()
  const consent = watch('settings.consent')
  if (watch('settings.flow') !== 'code') return null
  return (
    <Section title="Consent">
      <div className="field-grid">
        <SelectField
          label="Ask for consent"
          help={explained[consent]}
          error={formState.errors.settings?.consent?.message}
          options={[
            { value: 'always', label: 'Always' },
            { value: 'remember', label: 'Remember' },
            { value: 'never', label: 'Never' },
          ]}
          {...register('settings.consent')}
        />
        {consent === 'remember' ? (
          <Controller<ClientForm, 'settings.consentLifetime'>
            name="settings.consentLifetime"
            render={({ field, fieldState }) => (
              <DurationField
                label="Remembered for"
                error={fieldState.error?.message}
                value={field.value}
                onChange={field.onChange}
              />
            )}
          />
        ) : null}
      </div>
    </Section>
  )
}
