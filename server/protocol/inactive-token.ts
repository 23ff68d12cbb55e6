import { formatMoment, howLongBefore } from '#domain/moment.ts'

import type { ProtocolContext } from './context.ts'
import {
  findAccessToken,
  type PresentedAccessToken,
  type PresentedRefreshToken,
} from './presented-token.ts'
import { describeStranger } from './strange-token.ts'

/** Why an access token does not count, and the token where it is one of ours: reads by key. */
export async function explainInactiveAccessToken(
  context: ProtocolContext,
  value: string,
): Promise<{ readonly token: PresentedAccessToken | undefined; readonly received: string }> {
  const token = await findAccessToken(context, value)
  if (token) return { token, received: await reasonOf(context, token) }
  const isIdToken = (await context.verifiedClaims(value, 'JWT')) !== undefined
  return {
    token,
    received: isIdToken
      ? 'an id token of this issuer: it is for the client, not for an API'
      : describeStranger(value, 'access token', false),
  }
}

async function reasonOf(context: ProtocolContext, token: PresentedAccessToken): Promise<string> {
  const now = context.clock.now()
  if (token.expiresAt <= now) return `expired ${howLongBefore(token.expiresAt, now)}`
  if (!token.active) return revocation(context, token)
  const client = await context.store.findClient({ clientId: token.clientId })
  if (!client?.enabled)
    return client ? 'a token of a disabled client' : 'a token of a deleted client'
  return standing(context, token.grantId)
}

/** Of a JWT the store keeps that it was revoked, not when. */
async function revocation(
  context: ProtocolContext,
  { digest }: PresentedAccessToken,
): Promise<string> {
  const stored =
    digest &&
    (await context.store.findOpaqueAccessToken({ digest: Buffer.from(digest).toString('hex') }))
  return stored?.revokedAt
    ? `revoked ${howLongBefore(stored.revokedAt, context.clock.now())}`
    : 'revoked by itself (RFC 7009), its grant aside'
}

async function standing(context: ProtocolContext, id: number | null): Promise<string> {
  if (id === null) return 'a token that does not count'
  const now = context.clock.now()
  const ending = await context.store.describeGrantEnding({ id, now })
  if (ending !== undefined) return ending
  const grant = await context.store.findGrant({ id, now })
  return grant?.userIsActive === false
    ? 'a token of a disabled user'
    : 'a token whose grant does not count'
}

/** Why introspection calls a token inactive (RFC 7662 §2.2), for the record. */
export async function explainInactive(
  context: ProtocolContext,
  value: string,
  presented: PresentedAccessToken | PresentedRefreshToken | undefined,
  clientId: string,
): Promise<string> {
  if (presented?.kind !== 'refresh token')
    return value.startsWith('lkr_') || value.startsWith('lkc_')
      ? describeStranger(value, 'lkr_', true)
      : (await explainInactiveAccessToken(context, value)).received
  const { grant, generation } = presented
  const now = context.clock.now()
  if (grant.clientId !== clientId) return `a refresh token of ${grant.clientId}`
  const ending = await context.store.describeGrantEnding({ id: grant.id, now })
  if (ending !== undefined) return ending
  const end = Math.min(grant.idleExpiresAt, grant.absoluteExpiresAt)
  if (grant.status === 'expired') return `expired ${howLongBefore(end, now)}`
  if (generation !== grant.generation)
    return `generation ${generation}, rotated: ${grant.generation} is the current one${
      grant.rotatedAt === null ? '' : `, since ${formatMoment(grant.rotatedAt)}`
    }`
  return 'a refresh token of a disabled user'
}
