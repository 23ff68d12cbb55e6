import { grantOfAccessToken } from '#domain/access-token.ts'
import { refreshTokens } from '#domain/refresh-token.ts'
import { digest } from '#domain/secret.ts'
import type { StoredGrant } from '#store/grants.ts'

import type { ProtocolContext } from './context.ts'
import { isOpaqueAccessToken } from './issue-tokens.ts'

/** An access token that this issuer made and that has not expired. */
export interface PresentedAccessToken {
  readonly kind: 'access token'
  readonly id: string
  /** SHA-256 of an opaque token; `null` for a JWT. */
  readonly digest: Uint8Array | null
  readonly clientId: string
  readonly subject: string
  readonly scope: string
  readonly audience: readonly string[]
  readonly issuedAt: number
  readonly expiresAt: number
  readonly grantId: number | null
  /** Whether neither it nor its grant is revoked, and its client and user are still there. */
  readonly active: boolean
}

export interface PresentedRefreshToken {
  readonly kind: 'refresh token'
  readonly grant: StoredGrant
  readonly generation: number
}

/** Finds out what a token is, whichever hint came with it (RFC 7009 §2.1, RFC 7662 §2.1). */
export async function readPresentedToken(
  context: ProtocolContext,
  token: string,
): Promise<PresentedAccessToken | PresentedRefreshToken | undefined> {
  return (
    (await findPresentedRefreshToken(context, token)) ?? findPresentedAccessToken(context, token)
  )
}

async function findPresentedRefreshToken(
  context: ProtocolContext,
  token: string,
): Promise<PresentedRefreshToken | undefined> {
  const claim = refreshTokens.read(token)
  if (!claim) return undefined
  const grant = await context.store.findGrant({ id: claim.grantId, now: context.clock.now() })
  return grant && refreshTokens.verify(context.rotationKey, grant.salt, token)
    ? { kind: 'refresh token', grant, generation: claim.generation }
    : undefined
}

export async function findPresentedAccessToken(
  context: ProtocolContext,
  token: string,
): Promise<PresentedAccessToken | undefined> {
  const found = await findAccessToken(context, token)
  if (!found || found.expiresAt <= context.clock.now()) return undefined
  return { ...found, active: found.active && (await grantAllows(context, found)) }
}

/** The same, expired or not; `active` says here that nobody has revoked this one token. */
export function findAccessToken(
  context: ProtocolContext,
  token: string,
): Promise<PresentedAccessToken | undefined> {
  return isOpaqueAccessToken(token) ? findOpaque(context, token) : verifyJwt(context, token)
}

async function findOpaque(
  context: ProtocolContext,
  token: string,
): Promise<PresentedAccessToken | undefined> {
  const key = digest(token)
  const stored = await context.store.findOpaqueAccessToken({ digest: key.toString('hex') })
  return (
    stored && {
      kind: 'access token',
      id: stored.id,
      digest: key,
      clientId: stored.clientId,
      subject: stored.subject,
      scope: stored.scope,
      // Written by insertAccessToken from an array of strings.
      audience: JSON.parse(stored.audience) as string[],
      issuedAt: stored.issuedAt,
      expiresAt: stored.expiresAt,
      grantId: stored.grantId,
      active: stored.revokedAt === null,
    }
  )
}

async function verifyJwt(
  context: ProtocolContext,
  token: string,
): Promise<PresentedAccessToken | undefined> {
  const claims = await context.verifiedClaims(token, 'at+jwt')
  if (!claims?.jti) return undefined
  const { jti, sub, aud, iat, exp } = claims
  return {
    kind: 'access token',
    id: jti,
    digest: null,
    clientId: String(claims['client_id']),
    subject: sub ?? '',
    scope: String(claims['scope']),
    audience: typeof aud === 'string' ? [aud] : (aud ?? []),
    issuedAt: iat ?? 0,
    expiresAt: exp ?? 0,
    grantId: grantOfAccessToken(jti) ?? null,
    active: !(await context.store.isAccessTokenRevoked({ id: jti })),
  }
}

async function grantAllows(
  context: ProtocolContext,
  { grantId, clientId }: PresentedAccessToken,
): Promise<boolean> {
  const client = await context.store.findClient({ clientId })
  if (!client?.enabled) return false
  if (grantId === null) return true
  const grant = await context.store.findGrant({ id: grantId, now: context.clock.now() })
  return grant?.accessActive === true
}
