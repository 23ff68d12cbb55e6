import { formatGrantId, parseGrantId } from './family.ts'
import type { ResourceServer, SigningAlgorithm } from './resource.ts'
import { isIdentityScope, type ScopeValues } from './scope.ts'
import { randomIdentifier } from './secret.ts'
import type { EpochSeconds } from './time.ts'

/** Where an access token is accepted, and how it is made for there. */
export interface Target {
  readonly audience: readonly string[]
  readonly algorithm: SigningAlgorithm
  /** Seconds. */
  readonly lifetime: number
}

export type Targeting =
  | { readonly kind: 'target'; readonly target: Target }
  | { readonly kind: 'unknown scope'; readonly value: string }
  | { readonly kind: 'unknown resource' }
  | { readonly kind: 'foreign scope'; readonly value: string }

/**
 * The resource servers that a scope is about: all that have one of its values, or the one that the
 * `resource` parameter names (RFC 8707 §2). Without any, the token is for the issuer itself.
 */
export function targetOf(
  scope: ScopeValues,
  resource: string | null,
  known: {
    readonly resources: readonly ResourceServer[]
    readonly issuer: string
    readonly algorithm: SigningAlgorithm
    readonly lifetime: number
  },
): Targeting {
  const enabled = known.resources.filter((server) => server.enabled)
  const servers = new Set<ResourceServer>()
  const named = enabled.find(({ audience }) => audience === resource)
  if (resource !== null && !named) return { kind: 'unknown resource' }
  if (named) servers.add(named)
  for (const value of scope.filter((each) => !isIdentityScope(each))) {
    const owner = enabled.find((server) => server.scopes.some(({ name }) => name === value))
    if (!owner) return { kind: 'unknown scope', value }
    if (named && owner !== named) return { kind: 'foreign scope', value }
    servers.add(owner)
  }
  const [only] = servers
  return {
    kind: 'target',
    target: {
      audience: only ? [...servers].map(({ audience }) => audience) : [known.issuer],
      algorithm: only && servers.size === 1 ? only.signingAlgorithm : known.algorithm,
      lifetime: Math.min(
        known.lifetime,
        ...[...servers].map((server) => server.accessTokenLifetime ?? known.lifetime),
      ),
    },
  }
}

/** A `jti` that leads back to its grant, so that a line of an API's log finds the family. */
export function accessTokenId(grantId: number | null): string {
  return grantId === null ? randomIdentifier() : `${formatGrantId(grantId)}.${randomIdentifier()}`
}

export function grantOfAccessToken(id: string): number | undefined {
  const [grant, random] = id.split('.')
  return random === undefined ? undefined : parseGrantId(grant ?? '')
}

export interface AccessTokenFacts {
  readonly issuer: string
  readonly id: string
  readonly subject: string
  readonly clientId: string
  readonly scope: ScopeValues
  readonly audience: readonly string[]
  readonly authenticatedAt: EpochSeconds | null
  readonly expiresAt: EpochSeconds
}

/** The claims of a JWT access token (RFC 9068 §2.2). */
export function accessTokenClaims(token: AccessTokenFacts, now: EpochSeconds): object {
  return {
    iss: token.issuer,
    sub: token.subject,
    aud: token.audience.length === 1 ? token.audience[0] : token.audience,
    client_id: token.clientId,
    scope: token.scope.join(' '),
    iat: now,
    exp: token.expiresAt,
    jti: token.id,
    ...(token.authenticatedAt === null ? {} : { auth_time: token.authenticatedAt }),
  }
}
