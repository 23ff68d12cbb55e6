export type SigningAlgorithm = 'RS256' | 'ES256' | 'PS256' | 'EdDSA'

export interface ScopeSettings {
  readonly name: string
  readonly displayName: string
  readonly description: string
  readonly emphasize: boolean
}

export interface ResourceSettings {
  readonly name: string
  readonly enabled: boolean
  readonly signingAlgorithm: SigningAlgorithm
  /** Seconds; `null` leaves it to the client. */
  readonly accessTokenLifetime: number | null
  readonly scopes: readonly ScopeSettings[]
}

/** An API that accepts our access tokens (RFC 6749 §1.1), known by its audience. */
export interface ResourceServer extends ResourceSettings {
  readonly audience: string
  readonly version: number
}

/** What an administrator sets. */
export function resourceSettingsOf(resource: ResourceServer): ResourceSettings {
  const { audience: _audience, version: _version, ...settings } = resource
  return settings
}
