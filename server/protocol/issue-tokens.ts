import { accessTokenClaims, accessTokenId, type Target } from '#domain/access-token.ts'
import type { Client } from '#domain/client.ts'
import { idTokenClaims } from '#domain/id-token.ts'
import type { ScopeValues } from '#domain/scope.ts'
import { digest, randomSecret } from '#domain/secret.ts'
import { signJwt } from '#domain/signing-key.ts'
import type { EpochSeconds } from '#domain/time.ts'
import type { User } from '#domain/user.ts'
import type { AccessTokenRecord } from '#store/access-tokens.ts'

import type { ProtocolContext } from './context.ts'

/** Prefixes tell scanners and people what a leaked value is. */
const opaquePrefix = 'lka_'

/** For whom, and for what, an access token is made. */
export interface AccessTokenPlan {
  readonly client: Client
  readonly subject: string
  readonly scope: ScopeValues
  readonly target: Target
  readonly grantId: number | null
  readonly authenticatedAt: EpochSeconds | null
}

/** An access token before it is handed out: its record goes to the store first. */
export interface PlannedAccessToken {
  readonly plan: AccessTokenPlan
  readonly record: AccessTokenRecord
  /** The value, for the opaque format; a JWT is signed when the store has said yes. */
  readonly opaque: string | undefined
  readonly expiresAt: EpochSeconds
}

export function planAccessToken(plan: AccessTokenPlan, now: EpochSeconds): PlannedAccessToken {
  const { client, target } = plan
  const opaque = client.accessToken.format === 'opaque' ? opaquePrefix + randomSecret() : undefined
  const expiresAt = now + target.lifetime
  return {
    plan,
    opaque,
    expiresAt,
    record: {
      id: accessTokenId(plan.grantId),
      format: client.accessToken.format,
      digest: opaque === undefined ? null : digest(opaque),
      grantId: plan.grantId,
      clientId: client.clientId,
      subject: plan.subject,
      scope: plan.scope.join(' '),
      audience: target.audience,
      expiresAt,
    },
  }
}

export function isOpaqueAccessToken(token: string): boolean {
  return token.startsWith(opaquePrefix)
}

/** A successful token response (RFC 6749 §5.1, OIDC Core §3.1.3.3). */
export interface TokenResponse {
  readonly access_token: string
  readonly token_type: 'Bearer'
  readonly expires_in: number
  readonly scope: string
  readonly refresh_token?: string
  readonly id_token?: string
}

/** What goes with the access token of a user's grant. */
export interface TokenExtras {
  readonly refreshToken: string | undefined
  readonly user: User | undefined
  readonly nonce: string | null
  readonly sessionId: string | null
}

export async function tokenResponse(
  context: ProtocolContext,
  planned: PlannedAccessToken,
  extras: TokenExtras | undefined,
): Promise<TokenResponse> {
  const now = context.clock.now()
  const { scope } = planned.plan
  const accessToken = planned.opaque ?? (await signAccessToken(context, planned, now))
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: planned.expiresAt - now,
    scope: scope.join(' '),
    ...(extras?.refreshToken === undefined ? {} : { refresh_token: extras.refreshToken }),
    ...(extras?.user && scope.includes('openid')
      ? {
          id_token: await signIdToken(context, planned, {
            ...extras,
            user: extras.user,
            accessToken,
          }),
        }
      : {}),
  }
}

async function signAccessToken(
  context: ProtocolContext,
  { plan, record, expiresAt }: PlannedAccessToken,
  now: EpochSeconds,
): Promise<string> {
  const key = await context.keys.current(plan.target.algorithm)
  const claims = accessTokenClaims(
    {
      issuer: context.issuer,
      id: record.id,
      subject: plan.subject,
      clientId: plan.client.clientId,
      scope: plan.scope,
      audience: plan.target.audience,
      authenticatedAt: plan.authenticatedAt,
      expiresAt,
    },
    now,
  )
  return signJwt(key, 'at+jwt', claims)
}

async function signIdToken(
  context: ProtocolContext,
  { plan }: PlannedAccessToken,
  extras: TokenExtras & { readonly user: User; readonly accessToken: string },
): Promise<string> {
  const now = context.clock.now()
  const key = await context.keys.current(context.algorithm)
  const claims = idTokenClaims(
    {
      issuer: context.issuer,
      clientId: plan.client.clientId,
      user: extras.user,
      scope: plan.scope,
      nonce: extras.nonce,
      authenticatedAt: plan.authenticatedAt ?? now,
      sessionId: extras.sessionId,
      accessToken: extras.accessToken,
      algorithm: context.algorithm,
      withProfile: plan.client.profileClaimsInIdToken,
    },
    now,
  )
  return signJwt(key, 'JWT', claims)
}
