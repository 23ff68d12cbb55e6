import { redirectUriProblem } from './redirect-uri.ts'
import type { ScopeValues } from './scope.ts'
import type { EpochSeconds } from './time.ts'

/** What an administrator calls the one way in which a client gets tokens. */
export type Flow = 'code' | 'client_credentials'

export interface RedirectUri {
  readonly uri: string
  readonly note: string
}

/** Lifetimes in seconds. */
export interface RefreshTokenPolicy {
  readonly enabled: boolean
  readonly usage: 'rotate' | 'reuse'
  readonly graceSeconds: number
  readonly idleLifetime: number
  readonly absoluteLifetime: number
}

export interface ClientSettings {
  readonly name: string
  readonly description: string
  readonly enabled: boolean
  readonly type: 'confidential' | 'public'
  readonly flow: Flow | null
  readonly pkce: 'required' | 'optional'
  readonly redirectUris: readonly RedirectUri[]
  readonly postLogoutRedirectUris: readonly RedirectUri[]
  readonly scopes: ScopeValues
  readonly consent: 'always' | 'remember' | 'never'
  readonly consentLifetime: number
  readonly refreshTokens: RefreshTokenPolicy
  readonly accessToken: { readonly lifetime: number; readonly format: 'jwt' | 'opaque' }
  readonly profileClaimsInIdToken: boolean
}

export interface ClientSecret {
  readonly id: string
  readonly digest: Uint8Array
  readonly createdAt: EpochSeconds
  readonly expiresAt: EpochSeconds | null
  readonly lastUsedAt: EpochSeconds | null
}

/** A registered client (RFC 6749 §2). */
export interface Client extends ClientSettings {
  readonly clientId: string
  readonly secrets: readonly ClientSecret[]
  readonly createdAt: EpochSeconds
  readonly lastUsedAt: EpochSeconds | null
  readonly version: number
}

/** What an administrator sets: no id, no secrets, no times. */
export function clientSettingsOf(client: Client): ClientSettings {
  const { clientId: _id, secrets: _secrets, createdAt: _at, lastUsedAt: _used, ...rest } = client
  const { version: _version, ...settings } = rest
  return settings
}

export type GrantType = 'authorization_code' | 'refresh_token' | 'client_credentials'

/** The grant types that a client's flow and toggles amount to (RFC 7591 §2). */
export function grantTypes(client: ClientSettings): readonly GrantType[] {
  switch (client.flow) {
    case 'code':
      return client.refreshTokens.enabled
        ? ['authorization_code', 'refresh_token']
        : ['authorization_code']
    case 'client_credentials':
      return ['client_credentials']
    case null:
      return []
  }
}

export interface SettingsProblem {
  readonly path: string
  readonly message: string
}

/** The first rule that these settings break (rows CL-12 … CL-16), or `undefined`. */
export function clientSettingsProblem(settings: ClientSettings): SettingsProblem | undefined {
  return (
    uriProblem('redirectUris', settings.redirectUris) ??
    uriProblem('postLogoutRedirectUris', settings.postLogoutRedirectUris) ??
    flowProblem(settings) ??
    refreshProblem(settings)
  )
}

function uriProblem(path: string, uris: readonly RedirectUri[]): SettingsProblem | undefined {
  for (const [index, { uri }] of uris.entries()) {
    const message =
      redirectUriProblem(uri) ??
      (uris.findIndex((other) => other.uri === uri) < index
        ? 'This URI is listed twice.'
        : undefined)
    if (message) return { path: `${path}.${index}.uri`, message }
  }
  return undefined
}

function flowProblem(settings: ClientSettings): SettingsProblem | undefined {
  if (settings.flow === 'code' && settings.redirectUris.length === 0)
    return {
      path: 'redirectUris',
      message: 'This client has no redirect URI, so code flow cannot be turned on. Add one.',
    }
  if (settings.flow === 'client_credentials' && settings.type === 'public')
    return {
      path: 'type',
      message:
        'A public client cannot keep a secret, so it cannot use client credentials (RFC 6749 §4.4).',
    }
  if (settings.type === 'public' && settings.pkce !== 'required')
    return { path: 'pkce', message: 'A public client always uses PKCE (RFC 9700 §2.1.1).' }
  return undefined
}

function refreshProblem(settings: ClientSettings): SettingsProblem | undefined {
  const { enabled, usage, idleLifetime, absoluteLifetime } = settings.refreshTokens
  if (!enabled) return undefined
  if (settings.flow !== 'code')
    return {
      path: 'refreshTokens.enabled',
      message: 'Refresh tokens are only allowed with code flow.',
    }
  if (idleLifetime > absoluteLifetime)
    return {
      path: 'refreshTokens.idleLifetime',
      message: 'The idle lifetime cannot be longer than the absolute lifetime.',
    }
  if (settings.type === 'public' && usage === 'reuse')
    return {
      path: 'refreshTokens.usage',
      message: 'Refresh tokens of a public client rotate (RFC 9700 §2.2.2).',
    }
  return undefined
}

/** The secrets that still count at `now`. */
export function validSecrets(client: Client, now: EpochSeconds): readonly ClientSecret[] {
  return client.secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
}
