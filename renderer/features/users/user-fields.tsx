import type { JSX } from 'react'

import { FormRefusal } from '#renderer/ui/form-refusal.tsx'
import { TextArea } from '#renderer/ui/text-area.tsx'
import { TextField } from '#renderer/ui/text-field.tsx'
import { CheckboxField, ToggleField } from '#renderer/ui/toggle-field.tsx'

import { parseClaims } from './user-form.ts'
import type { UserFormHandle } from './user-form.ts'

/** What an administrator may set on a user. */
export function UserFields(props: {
  readonly form: UserFormHandle
  readonly isNew: boolean
}): JSX.Element {
  const { register, formState, watch } = props.form
  const { errors } = formState
  const claims = parseClaims(watch('claims'))
  return (
    <>
      <FormRefusal errors={errors} />
      <TextField label="User name" error={errors.username?.message} {...register('username')} />
      {props.isNew ? (
        <TextField
          label="Password"
          type="password"
          autoComplete="new-password"
          help="8 characters at least."
          error={errors.password?.message}
          {...register('password')}
        />
      ) : null}
      <TextField label="Name" error={errors.name?.message} {...register('name')} />
      <TextField label="Email" error={errors.email?.message} {...register('email')} />
      <CheckboxField label="Email is verified" {...register('emailVerified')} />
      <TextArea
        label="Claims"
        mono
        rows={6}
        help="A JSON object. Given to clients that ask for the scope profile."
        error={errors.claims?.message ?? (claims.ok ? undefined : claims.message)}
        {...register('claims', {
          validate: (text) => {
            const parsed = parseClaims(text)
            return parsed.ok || parsed.message
          },
        })}
      />
      <ToggleField
        label="Disabled"
        help="A disabled user cannot sign in, and no client can refresh for them."
        {...register('disabled')}
      />
    </>
  )
}
