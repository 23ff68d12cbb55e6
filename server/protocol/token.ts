import type { FastifyReply, FastifyRequest } from 'fastify'

import { grantTypes } from '#domain/client.ts'

import { check, checklist, passed, refused, prove, type Checklist } from './check.ts'
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
import { authorizationCodeGrant } from './grants/authorization-code.ts'
import { clientCredentialsGrant } from './grants/client-credentials.ts'
import { refreshTokenGrant } from './grants/refresh-token.ts'
import type { TokenResponse } from './issue-tokens.ts'
import { printable } from './parameters.ts'
import { recorded } from './recorded.ts'

/** What every grant finds: an authentic client that may use this grant type. */
export type TokenRequest = ClientRequest & WithClient

/** One grant type: its checks, and the answer once they have passed. */
export interface Grant<Known> {
  readonly checks: Checklist<TokenRequest, Known>
  readonly respond: (known: Known) => Promise<TokenResponse>
}

/** A grant with its checks and its answer closed over: the endpoint knows none of them by name. */
interface RunnableGrant {
  readonly run: (request: TokenRequest) => Promise<TokenResponse>
}

function runnable<Known>(grant: Grant<Known>): RunnableGrant {
  return {
    async run(request) {
      return grant.respond(await prove(grant.checks, request, request.draft.trail))
    },
  }
}

const grants = {
  authorization_code: runnable(authorizationCodeGrant),
  refresh_token: runnable(refreshTokenGrant),
  client_credentials: runnable(clientCredentialsGrant),
}
type SupportedGrantType = keyof typeof grants
export const supportedGrantTypes = Object.keys(grants)

const grantTypeIsSupported = check<ClientRequest, { readonly grantType: SupportedGrantType }>(
  'grant_type',
  'RFC 6749 §5.2',
  ({ parameters }) => {
    const received = parameters.get('grant_type')
    if (received === undefined)
      return refused('invalid_request', 'grant_type is missing.', {
        expected: 'a grant_type',
        received: 'nothing',
      })
    return isSupported(received)
      ? passed({ grantType: received })
      : refused(
          'unsupported_grant_type',
          `The grant type ${printable(received)} is not supported.`,
          {
            expected: supportedGrantTypes.join(', '),
            received,
          },
        )
  },
)

function isSupported(grantType: string): grantType is SupportedGrantType {
  return Object.hasOwn(grants, grantType)
}

const grantTypeIsAllowed = check<TokenRequest & { readonly grantType: SupportedGrantType }, object>(
  'client.grant_type',
  'RFC 6749 §5.2',
  ({ client, grantType }) =>
    grantTypes(client).includes(grantType)
      ? passed()
      : refused('unauthorized_client', 'This client may not use this grant type.', {
          expected: grantTypes(client).join(', ') || 'no grant type: the client has no flow',
          received: grantType,
        }),
)

const clientChecks = checklist<ClientRequest>()
  .check(grantTypeIsSupported)
  .check(oneAuthenticationMethod)
  .check(clientIsKnown)
  .check(clientIsAuthentic)
  .check(grantTypeIsAllowed)

/** POST /oauth2/token (RFC 6749 §3.2). */
export function tokenEndpoint(context: ProtocolContext) {
  return (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    recorded(context, draftOf(request, 'token'), async (draft) => {
      const known = await prove(clientChecks, clientRequest(context, draft, request), draft.trail)
      return reply.send(await grants[known.grantType].run(known))
    })
}
