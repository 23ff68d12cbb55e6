import type { UseFormReturn } from 'react-hook-form'

import { userSettings } from '#contract/users.ts'
import type { UserSettings } from '#contract/users.ts'
import { AdminRequestError } from '#renderer/admin-client.ts'

/** The settings as they are edited: claims as text. */
export interface UserForm {
  username: string
  name: string
  email: string
  emailVerified: boolean
  disabled: boolean
  claims: string
  /** For a new user only. */
  password: string
}

export type UserFormHandle = UseFormReturn<UserForm>

export const emptyUser: UserForm = {
  username: '',
  name: '',
  email: '',
  emailVerified: false,
  disabled: false,
  claims: '{}',
  password: '',
}

const fields = [
  'username',
  'name',
  'email',
  'emailVerified',
  'disabled',
  'claims',
  'password',
] as const satisfies (keyof UserForm)[]

export function formOf(settings: UserSettings): UserForm {
  return { ...settings, claims: JSON.stringify(settings.claims, null, 2), password: '' }
}

/** What the form says, or `undefined` after the mistakes are shown at their fields. */
export function settingsOf(form: UserFormHandle, values: UserForm): UserSettings | undefined {
  const { claims, password: _, ...fields } = values
  const json = parseClaims(claims)
  if (!json.ok) {
    form.setError('claims', { message: json.message }, { shouldFocus: true })
    return undefined
  }
  const parsed = userSettings.safeParse({ ...fields, claims: json.value })
  if (parsed.success) return parsed.data
  for (const issue of parsed.error.issues.toReversed()) {
    form.setError(fieldOf(issue.path[0]), { message: issue.message }, { shouldFocus: true })
  }
  return undefined
}

type ParsedClaims =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string }

/** A claims text is a JSON object. */
export function parseClaims(text: string): ParsedClaims {
  try {
    const value: unknown = text.trim() === '' ? {} : JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { ok: true, value }
    }
    return { ok: false, message: 'Claims are a JSON object: {"department": "sales"}.' }
  } catch (error) {
    const why = error instanceof Error ? error.message : ''
    return { ok: false, message: `Not JSON yet: ${why}` }
  }
}

/** Puts the issuer's refusal at the field it names, else above the form. */
export function showRefusal(form: UserFormHandle, error: unknown): void {
  const path = error instanceof AdminRequestError ? error.path : undefined
  const message = error instanceof Error ? error.message : String(error)
  form.setError(fieldOf(path?.replace(/^settings\./, '').split('.')[0]), { message })
}

function fieldOf(name: PropertyKey | undefined): keyof UserForm | 'root' {
  return fields.find((field) => field === name) ?? 'root'
}
