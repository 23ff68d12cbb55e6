import type { FastifyReply, FastifyRequest } from 'fastify'

import { check, checklist, passed, refused, prove } from './check.ts'
import {
  clientIsAuthentic,
  clientIsKnown,
  clientRequest,
  oneAuthenticationMethod,
  type ClientRequest,
  type WithClient,
} from './client-authentication.ts'
import type { ProtocolContext } from './context.ts'
import { draftOf } from './draft.ts'
import { explainInactive } from './inactive-token.ts'
import type { PresentedAccessToken, PresentedRefreshToken } from './presented-token.ts'
import { recorded } from './recorded.ts'
import { tokenIsGiven } from './revoke.ts'

/** RFC 7662 §2.1: the endpoint is not for everybody. */
const clientHasSecret = check<ClientRequest & WithClient, object>(
  'client.type',
  'RFC 7662 §2.1',
  ({ client }) =>
    client.type === 'confidential'
      ? passed()
      : refused('invalid_client', 'Client authentication failed.', {
          expected: 'a confidential client',
          received: 'a public client',
        }),
)

const introspectionChecks = checklist<ClientRequest>()
  .check(oneAuthenticationMethod)
  .check(clientIsKnown)
  .check(clientIsAuthentic)
  .check(clientHasSecret)
  .check(tokenIsGiven)

/** POST /oauth2/introspect (RFC 7662). */
export function introspectionEndpoint(context: ProtocolContext) {
  return (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    recorded(context, draftOf(request, 'introspect'), async (draft) => {
      const start = clientRequest(context, draft, request)
      const { presented, client } = await prove(introspectionChecks, start, draft.trail)
      const description = describe(context, presented, client.clientId)
      await recordActivity(start, presented, client.clientId, 'iss' in description)
      return reply.send(description)
    })
}

/** An inactive token is a right answer on the wire, and a refusal to whoever asks why. */
async function recordActivity(
  { context, draft, parameters }: ClientRequest,
  presented: PresentedAccessToken | PresentedRefreshToken | undefined,
  clientId: string,
  isActive: boolean,
): Promise<void> {
  if (isActive) return void draft.trail.push(tokenIsActive)
  const value = parameters.get('token') ?? ''
  draft.trail.push({
    ...tokenIsActive,
    outcome: 'refused',
    expected: 'an active token',
    received: await explainInactive(context, value, presented, clientId),
  })
}

const tokenIsActive = { check: 'token.active', clause: 'RFC 7662 §2.2', outcome: 'passed' } as const

function describe(
  context: ProtocolContext,
  presented: PresentedAccessToken | PresentedRefreshToken | undefined,
  clientId: string,
): object {
  if (!presented) return { active: false }
  return presented.kind === 'access token'
    ? describeAccessToken(context, presented)
    : describeRefreshToken(context, presented, clientId)
}

function describeAccessToken(context: ProtocolContext, token: PresentedAccessToken): object {
  if (!token.active) return { active: false }
  return {
    active: true,
    token_type: 'Bearer',
    iss: context.issuer,
    client_id: token.clientId,
    sub: token.subject,
    scope: token.scope,
    aud: token.audience,
    jti: token.id,
    iat: token.issuedAt,
    exp: token.expiresAt,
  }
}

/** Only its owner learns of a refresh token; one that was rotated away is no longer active. */
function describeRefreshToken(
  context: ProtocolContext,
  { grant, generation }: PresentedRefreshToken,
  clientId: string,
): object {
  const isCurrent = grant.status === 'active' && generation === grant.generation
  if (grant.clientId !== clientId || !isCurrent || !grant.userIsActive) return { active: false }
  return {
    active: true,
    iss: context.issuer,
    client_id: grant.clientId,
    sub: grant.subject,
    scope: grant.scope,
    iat: grant.rotatedAt ?? grant.issuedAt ?? undefined,
    exp: Math.min(grant.idleExpiresAt, grant.absoluteExpiresAt),
  }
}
