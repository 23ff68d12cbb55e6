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
import {
  readPresentedToken,
  type PresentedAccessToken,
  type PresentedRefreshToken,
} from './presented-token.ts'
import { recorded } from './recorded.ts'

interface WithToken {
  readonly presented: PresentedAccessToken | PresentedRefreshToken | undefined
}

export const tokenIsGiven = check<ClientRequest & WithClient, WithToken>(
  'token',
  'RFC 7009 §2.1, RFC 7662 §2.1',
  async ({ context, draft, parameters }) => {
    const token = parameters.get('token')
    if (token === undefined)
      return refused('invalid_request', 'token is missing.', {
        expected: 'a token',
        received: 'nothing',
      })
    const presented = await readPresentedToken(context, token)
    draft.grantId = grantIdOf(presented) ?? null
    return passed({ presented })
  },
)

function grantIdOf(presented: WithToken['presented']): number | null | undefined {
  return presented?.kind === 'refresh token' ? presented.grant.id : presented?.grantId
}

/** RFC 7009 §2.1: only the client that a token was issued to may revoke it. */
const tokenIsOfThisClient = check<ClientRequest & WithClient & WithToken, object>(
  'token.client',
  'RFC 7009 §2.1',
  ({ client, presented }) => {
    const owner =
      presented?.kind === 'refresh token' ? presented.grant.clientId : presented?.clientId
    return owner === undefined || owner === client.clientId
      ? passed()
      : refused('invalid_grant', 'The token was issued to another client.', {
          expected: `a token of ${client.clientId}`,
          received: `a token of ${owner}`,
        })
  },
)

const revocationChecks = checklist<ClientRequest>()
  .check(oneAuthenticationMethod)
  .check(clientIsKnown)
  .check(clientIsAuthentic)
  .check(tokenIsGiven)
  .check(tokenIsOfThisClient)

/** POST /oauth2/revoke (RFC 7009): an unknown token is as good as a revoked one. */
export function revocationEndpoint(context: ProtocolContext) {
  return (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    recorded(context, draftOf(request, 'revoke'), async (draft) => {
      const start = clientRequest(context, draft, request)
      const { presented, client } = await prove(revocationChecks, start, draft.trail)
      await revokePresented(context, presented, client.clientId)
      // A JSON body: an empty one, though allowed, breaks clients that parse it.
      return reply.send({})
    })
}

async function revokePresented(
  context: ProtocolContext,
  presented: WithToken['presented'],
  clientId: string,
): Promise<void> {
  const now = context.clock.now()
  if (presented?.kind === 'access token')
    await context.store.revokeAccessToken({ ...presented, now })
  if (presented?.kind === 'refresh token') {
    await context.store.revokeGrant({
      grantId: presented.grant.id,
      by: `client ${clientId}`,
      reason: 'The client revoked its token.',
      now,
    })
    context.tokensChanged()
  }
}
