import type { FastifyReply, FastifyRequest } from 'fastify'

import type { Client } from '#domain/client.ts'
import { formActionSource, matchesRedirectUri } from '#domain/redirect-uri.ts'

import type { ProtocolContext } from './context.ts'
import { clearSessionCookie, sessionDigest, sessionOf } from './cookies.ts'
import { draftOf } from './draft.ts'
import { formOf } from './hardening.ts'
import { OAuthError } from './oauth-error.ts'
import { sendPage } from './pages/layout.ts'
import { message, signOutForm } from './pages/plain.ts'
import type { Parameters } from './parameters.ts'
import { verifiedClaims } from './presented-token.ts'
import { recorded } from './recorded.ts'

/** A logout request whose return address, if any, is a registered one. */
interface LogoutRequest {
  readonly client: Client | undefined
  readonly returnTo: string | undefined
}

/** GET and POST /oauth2/logout (OIDC RP-Initiated Logout §2): asks, because anyone can link here. */
export function logoutEndpoint(context: ProtocolContext) {
  return (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    recorded(context, draftOf(request, 'logout'), async (draft) => {
      const parameters = request.method === 'POST' ? formOf(request) : request.parameters
      const { client, returnTo } = await readLogoutRequest(context, parameters)
      draft.clientId = client?.clientId ?? null
      const session = await sessionOf(context, request)
      if (!session) return leave(context, reply, { returnTo, parameters })
      draft.subject = session.subject
      return sendPage(reply, {
        title: 'Sign out',
        issuerName: context.name,
        body: signOutForm({ clientName: client?.name, parameters: kept(parameters) }),
        formAction: returnTo === undefined ? [] : [formActionSource(returnTo)],
      })
    })
}

/** POST /oauth2/logout/confirm: the answer of the form above. */
export function logoutConfirmation(context: ProtocolContext) {
  return (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    recorded(context, draftOf(request, 'logout'), async (draft) => {
      const parameters = formOf(request)
      const { client, returnTo } = await readLogoutRequest(context, parameters)
      draft.clientId = client?.clientId ?? null
      if (parameters.get('decision') !== 'out')
        return sendPage(reply, {
          title: 'Still signed in',
          issuerName: context.name,
          body: message(
            'You are still signed in',
            'Nothing was changed. You can close this window.',
          ),
          formAction: [],
        })
      const digest = sessionDigest(context, request)
      if (digest) await context.store.endSession({ digest, now: context.clock.now() })
      clearSessionCookie(context, reply)
      return leave(context, reply, { returnTo, parameters })
    })
}

/** Some send no `id_token_hint`: a `client_id` will do, and where there is neither, a page ends it. */
async function readLogoutRequest(
  context: ProtocolContext,
  parameters: Parameters,
): Promise<LogoutRequest> {
  const hint = parameters.get('id_token_hint')
  // An expired id token is still a hint (§2): only who signed it counts.
  const claims = hint === undefined ? undefined : await verifiedClaims(context, hint, 'JWT')
  if (hint !== undefined && !claims)
    throw new OAuthError('invalid_request', 'id_token_hint is not an id token of this issuer.')
  const audience = typeof claims?.aud === 'string' ? claims.aud : undefined
  const clientId = parameters.get('client_id') ?? audience
  if (audience !== undefined && clientId !== audience)
    throw new OAuthError('invalid_request', 'client_id and id_token_hint name different clients.')
  const client = clientId === undefined ? undefined : await context.store.findClient({ clientId })
  const returnTo = parameters.get('post_logout_redirect_uri')
  if (returnTo !== undefined && !isRegistered(client, returnTo))
    throw new OAuthError(
      'invalid_request',
      'The post-logout redirect URI is not registered for this client.',
    )
  return { client, returnTo }
}

function isRegistered(client: Client | undefined, uri: string): boolean {
  return client?.postLogoutRedirectUris.some((known) => matchesRedirectUri(known.uri, uri)) ?? false
}

const keptNames = new Set(['client_id', 'id_token_hint', 'post_logout_redirect_uri', 'state'])

function kept(parameters: Parameters): Parameters {
  return new Map([...parameters].filter(([name]) => keptNames.has(name)))
}

function leave(
  context: ProtocolContext,
  reply: FastifyReply,
  {
    returnTo,
    parameters,
  }: { readonly returnTo: string | undefined; readonly parameters: Parameters },
): FastifyReply {
  if (returnTo === undefined)
    return sendPage(reply, {
      title: 'Signed out',
      issuerName: context.name,
      body: message('You are signed out', 'You can close this window.'),
      formAction: [],
    })
  const url = new URL(returnTo)
  const state = parameters.get('state')
  if (state !== undefined) url.searchParams.set('state', state)
  return reply.redirect(url.href, 303)
}
