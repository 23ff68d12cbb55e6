import type { FastifyReply, FastifyRequest } from 'fastify'

import { userClaims, type User } from '#domain/user.ts'

import { check, checklist, passed, refused, prove } from './check.ts'
import type { ProtocolContext } from './context.ts'
import type { DecisionDraft } from './decision-recorder.ts'
import { draftOf } from './draft.ts'
import { explainInactiveAccessToken } from './inactive-token.ts'
import { findPresentedAccessToken, type PresentedAccessToken } from './presented-token.ts'
import { recorded } from './recorded.ts'

interface UserinfoRequest {
  readonly context: ProtocolContext
  readonly draft: DecisionDraft
  readonly authorization: string | undefined
}

interface WithToken {
  readonly token: PresentedAccessToken
}

const tokenIsActive = check<UserinfoRequest, WithToken>(
  'access_token',
  'RFC 6750 §2.1',
  async ({ context, draft, authorization }) => {
    const [, value] = /^bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(authorization ?? '') ?? []
    const token = value === undefined ? undefined : await findPresentedAccessToken(context, value)
    identify(draft, token)
    if (token?.active) return passed({ token })
    const inactive =
      value === undefined ? undefined : await explainInactiveAccessToken(context, value)
    identify(draft, inactive?.token)
    return refused('invalid_token', 'The access token is missing, invalid, expired or revoked.', {
      expected: 'an active access token in the Authorization header',
      received: inactive?.received ?? (authorization ? 'no Bearer token in it' : 'none'),
    })
  },
)

function identify(draft: DecisionDraft, token: PresentedAccessToken | undefined): void {
  draft.clientId = token?.clientId ?? null
  draft.subject = token?.subject ?? null
  draft.grantId = token?.grantId ?? null
}

const scopeHasOpenid = check<UserinfoRequest & WithToken, object>(
  'scope.openid',
  'OIDC Core §5.3.1',
  ({ token }) =>
    token.scope.split(' ').includes('openid')
      ? passed()
      : refused('insufficient_scope', 'The access token lacks the scope openid.', {
          expected: 'openid',
          received: token.scope,
        }),
)

const userIsThere = check<UserinfoRequest & WithToken, { readonly user: User }>(
  'user',
  'OIDC Core §5.3.2',
  async ({ context, token }) => {
    const user = await context.store.findUser({ subject: token.subject })
    return user && !user.disabled
      ? passed({ user })
      : refused('invalid_token', 'The access token is missing, invalid, expired or revoked.', {
          expected: 'a user who may sign in',
          received: user ? 'a disabled user' : 'a deleted user',
        })
  },
)

const userinfoChecks = checklist<UserinfoRequest>()
  .check(tokenIsActive)
  .check(scopeHasOpenid)
  .check(userIsThere)

/** GET and POST /oauth2/userinfo (OIDC Core §5.3). */
export function userinfoEndpoint(context: ProtocolContext) {
  return (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    recorded(context, draftOf(request, 'userinfo'), async (draft) => {
      const { authorization } = request.headers
      const start = { context, draft, authorization }
      const { user, token } = await prove(userinfoChecks, start, draft.trail)
      return reply.send({ sub: user.subject, ...userClaims(user, token.scope.split(' ')) })
    })
}
