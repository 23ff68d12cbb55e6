import type { UseFormReturn } from 'react-hook-form'

import type { UserSettings } from '#contract/users.ts'

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

export function formOf(settings: UserSettings): UserForm {
  return { ...settings, claims: JSON.stringify(settings.claims, null, 2), password: '' }
}

/** What the form says; its claims are known to be JSON by now. */
export function settingsOf(values: UserForm): UserSettings {
  const { claims, password: _, ...settings } = values
  const parsed = parseClaims(claims)
  return { ...settings, claims: parsed.ok ? parsed.value : {} }
}

type ParsedClaims =
  | { readonly ok: true; readonly value: UserSettings['claims'] }
  | { readonly ok: false; readonly message: string }

/** A claims text is a JSON object. */
export function parseClaims(text: string): ParsedClaims {
  try {
    const value: unknown = text.trim() === '' ? {} : JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      // An object out of JSON holds nothing but JSON.
      return { ok: true, value: value as UserSettings['claims'] }
    }
    return { ok: false, message: 'Claims are a JSON object: {"department": "sales"}.' }
  } catch (error) {
    const why = error instanceof Error ? error.message : ''
    return { ok: false, message: `Not JSON yet: ${why}` }
  }
}

/** The issuer names `settings.claims.team`; the form has all claims in one field. */
export function fieldOf(path: string): string {
  return path.replace(/^settings\./, '').split('.')[0] ?? path
}
