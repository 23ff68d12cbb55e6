import type { FastifyReply, FastifyRequest } from 'fastify'

import type { Client } from '#domain/client.ts'
import { formActionSource, matchesRedirectUri } from '#domain/redirect-uri.ts'
import { fingerprint } from '#domain/secret.ts'

import { check, checklist, passed, refused, prove } from './check.ts'
import type { ProtocolContext } from './context.ts'
import { clearSessionCookie, sessionDigest, sessionOf } from './cookies.ts'
import type { DecisionDraft } from './decision-recorder.ts'
import { draftOf } from './draft.ts'
import { formOf } from './hardening.ts'
import { sendPage } from './pages/layout.ts'
import { message, signOutForm } from './pages/plain.ts'
import type { Parameters } from './parameters.ts'
import { recorded } from './recorded.ts'

const specification = 'OIDC RP-Initiated Logout'

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
      const { client, returnTo } = await readLogoutRequest(context, draft, parameters)
      const session = await sessionOf(context, request)
      draft.session = session?.id ?? null
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
      const { returnTo } = await readLogoutRequest(context, draft, parameters)
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
      const session = await sessionOf(context, request)
      draft.session = session?.id ?? null
      draft.subject = session?.subject ?? null
      const digest = sessionDigest(context, request)
      if (digest) await context.store.endSession({ digest, now: context.clock.now() })
      clearSessionCookie(context, reply)
      return leave(context, reply, { returnTo, parameters })
    })
}

/**
 * @throws OAuthError where the hint is not ours, or the return address not registered.
 */
async function readLogoutRequest(
  context: ProtocolContext,
  draft: DecisionDraft,
  parameters: Parameters,
): Promise<LogoutRequest> {
  return prove(logoutChecks, { context, draft, parameters }, draft.trail)
}

interface AskedLogout {
  readonly context: ProtocolContext
  readonly draft: DecisionDraft
  readonly parameters: Parameters
}

interface WithAudience {
  /** The client that the hint was issued to. */
  readonly audience: string | undefined
}

/** An expired id token is still a hint (§2): only who signed it counts. */
const hintIsOurs = check<AskedLogout, WithAudience>(
  'id_token_hint',
  `${specification} §2`,
  async ({ context, parameters }) => {
    const hint = parameters.get('id_token_hint')
    if (hint === undefined) return passed({ audience: undefined })
    const claims = await context.verifiedClaims(hint, 'JWT')
    return typeof claims?.aud === 'string'
      ? passed({ audience: claims.aud })
      : refused('invalid_request', 'id_token_hint is not an id token of this issuer.', {
          expected: 'an id token of this issuer',
          received: fingerprint(hint),
        })
  },
)

interface WithClient {
  readonly client: Client | undefined
}

/** Some send no hint: a `client_id` will do, and where there is neither, a page ends it. */
const clientIsTheSame = check<AskedLogout & WithAudience, WithClient>(
  'client_id',
  `${specification} §2`,
  async ({ context, draft, parameters, audience }) => {
    const clientId = parameters.get('client_id') ?? audience
    if (audience !== undefined && clientId !== audience)
      return refused('invalid_request', 'client_id and id_token_hint name different clients.', {
        expected: audience,
        received: clientId ?? 'nothing',
      })
    const client = clientId === undefined ? undefined : await context.store.findClient({ clientId })
    draft.clientId = client?.clientId ?? null
    return passed({ client })
  },
)

const returnAddressIsRegistered = check<AskedLogout & WithClient, Pick<LogoutRequest, 'returnTo'>>(
  'post_logout_redirect_uri',
  `${specification} §3`,
  ({ parameters, client }) => {
    const returnTo = parameters.get('post_logout_redirect_uri')
    const registered = client?.postLogoutRedirectUris.map(({ uri }) => uri) ?? []
    if (returnTo === undefined || registered.some((uri) => matchesRedirectUri(uri, returnTo)))
      return passed({ returnTo })
    return refused(
      'invalid_request',
      'The post-logout redirect URI is not registered for this client.',
      { expected: registered.join(' or ') || 'none', received: returnTo },
    )
  },
)

const logoutChecks = checklist<AskedLogout>()
  .check(hintIsOurs)
  .check(clientIsTheSame)
  .check(returnAddressIsRegistered)

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
