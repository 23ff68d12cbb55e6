import type { UseFormReturn } from 'react-hook-form'

import { clientDefaults } from '#contract/client-defaults.ts'
import type { ClientDetail, ClientSettings } from '#contract/clients.ts'

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

/** The issuer names `redirectUris.0.uri`; the form has it under `settings`. */
export function fieldOf(path: string): string {
  return path === 'clientId' || path.startsWith('settings.') ? path : `settings.${path}`
}
