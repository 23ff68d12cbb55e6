import type { UseFormReturn } from 'react-hook-form'

import type { ClientDetail, ClientSettings } from '#contract/clients.ts'
import { clientDefaults } from '#contract/configuration.ts'
import { AdminRequestError } from '#renderer/admin-client.ts'

/** What the editor edits. The id is given once, when the client is made. */
export interface ClientForm {
  clientId: string
  settings: ClientSettings
  /** The version it was made from; 0 for a new one. */
  version: number
}

export type ClientFormHandle = UseFormReturn<ClientForm>

export function formOf(client: ClientDetail): ClientForm {
  return { clientId: client.clientId, settings: client.settings, version: client.version }
}

/** A new client starts strict, with the scopes that every sign-in needs. */
export function newClientForm(): ClientForm {
  return {
    clientId: '',
    version: 0,
    settings: {
      ...clientDefaults,
      name: '',
      redirectUris: [],
      postLogoutRedirectUris: [],
      scopes: ['openid', 'profile'],
    },
  }
}

/** A readable id from a name, or a random one where the name gives none. */
export function suggestClientId(name: string): string {
  const words = name
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)
  return words === '' ? `client-${crypto.randomUUID().slice(0, 8)}` : words
}

/** Where the errors of the form as a whole are kept. */
export const wholeForm = 'root.server'

/** Puts a refusal at the field it names, else above the form. */
export function showRefusal(form: ClientFormHandle, error: Error): void {
  const path = error instanceof AdminRequestError ? error.path : undefined
  const field = path === undefined ? undefined : fieldOf(form, path)
  if (field === undefined) {
    form.setError(wholeForm, { message: error.message })
    return
  }
  form.setError(field, { message: error.message }, { shouldFocus: true })
}

type FieldName = Parameters<ClientFormHandle['setError']>[0]

/** The issuer names `redirectUris.0.uri`; the form has it under `settings`. */
function fieldOf(form: ClientFormHandle, path: string): FieldName | undefined {
  const inForm = path === 'clientId' || path.startsWith('settings.') ? path : `settings.${path}`
  // Checked on the next line: a path that leads to nothing is not a field.
  const name = inForm as FieldName
  return form.getValues(name as 'clientId') === undefined ? undefined : name
}
