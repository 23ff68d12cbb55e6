import type { FastifyReply, FastifyRequest } from 'fastify'

import {
  consentPrompt,
  issuesRefreshToken,
  needsConsent,
  type ConsentPrompt,
  type RememberedConsent,
} from '#domain/consent.ts'
import { formActionSource } from '#domain/redirect-uri.ts'
import { parseScope } from '#domain/scope.ts'
import type { Session } from '#store/sessions.ts'

import { requestChecks, requesterChecks, type ValidRequest } from './authorization-request.ts'
import { AuthorizationError } from './authorization-response.ts'
import { prove } from './check.ts'
import type { ProtocolContext } from './context.ts'
import { clearSessionCookie, sessionDigest, sessionOf } from './cookies.ts'
import type { DecisionDraft } from './decision-recorder.ts'
import { draftOf } from './draft.ts'
import { formOf } from './hardening.ts'
import {
  answeredAlready,
  beginInteraction,
  findOpenInteraction,
  type OpenInteraction,
} from './interaction.ts'
import { issueCode, type Granted } from './issue-code.ts'
import { OAuthError } from './oauth-error.ts'
import { consentForm, scopeField } from './pages/consent.ts'
import { sendPage } from './pages/layout.ts'
import type { Parameters } from './parameters.ts'
import { recorded } from './recorded.ts'

/** Asks the user where the client's policy says so, or issues the code at once. */
export async function askOrIssue(
  request: ValidRequest,
  session: Session,
  way: { readonly interaction: OpenInteraction | undefined; readonly reply: FastifyReply },
): Promise<FastifyReply> {
  const { context, draft, client, scope, prompt, parameters, redirectUri } = request
  const remembered = await rememberedConsent(context, session.subject, client.clientId)
  if (!needsConsent(client, scope, remembered, prompt.has('consent'))) {
    const { absoluteLifetime } = client.refreshTokens
    // The policy may have become shorter since the user chose.
    const lifetime = Math.min(remembered?.offlineLifetime ?? absoluteLifetime, absoluteLifetime)
    const offlineLifetime = issuesRefreshToken(client, scope) ? lifetime : null
    return issueCode(request, session, { scope, offlineLifetime, rememberFor: null }, way)
  }
  if (prompt.has('none'))
    throw new AuthorizationError(
      { context, redirectUri, parameters },
      'consent_required',
      'The user has to consent.',
    )
  if (way.interaction)
    return way.reply.redirect(`/oauth2/consent?interaction=${way.interaction.id}`, 303)
  return beginInteraction(context, way.reply, {
    parameters,
    signInAfter: 0,
    flow: draft.flow,
    page: 'consent',
  })
}

async function rememberedConsent(
  { store, clock }: ProtocolContext,
  subject: string,
  clientId: string,
): Promise<RememberedConsent | undefined> {
  const found = await store.findConsent({ subject, clientId })
  return found && found.expiresAt > clock.now()
    ? { offlineLifetime: found.offlineLifetime, scope: parseScope(found.scope) }
    : undefined
}

interface Resumed {
  readonly request: ValidRequest
  readonly session: Session
  readonly interaction: OpenInteraction
  readonly prompt: ConsentPrompt
}

/** The interaction's request, checked again, and its user; `undefined` where the user has to sign in. */
async function resume(
  context: ProtocolContext,
  draft: DecisionDraft,
  request: FastifyRequest,
  id: string | undefined,
): Promise<Resumed | OpenInteraction> {
  const interaction = await findOpenInteraction(context, draft, id)
  const { parameters } = interaction
  const session = await sessionOf(context, request)
  draft.session = session?.id ?? null
  if (!session || session.authenticatedAt < interaction.signInAfter) return interaction
  draft.subject = session.subject
  const requester = await prove(requesterChecks, { context, draft, parameters }, draft.trail)
  const valid = await prove(requestChecks, requester, draft.trail)
  return { request: valid, session, interaction, prompt: await promptFor(valid, session) }
}

async function promptFor(request: ValidRequest, session: Session): Promise<ConsentPrompt> {
  const { context, client, redirectUri, scope } = request
  const user = await context.store.findUser({ subject: session.subject })
  const resources = await context.store.listResources({})
  return consentPrompt(
    {
      clientId: client.clientId,
      client,
      redirectUri,
      userName: user?.name || user?.username || session.subject,
      scope,
      texts: resources.flatMap(({ scopes }) => scopes),
    },
    context.clock.now(),
  )
}

/** GET /oauth2/consent. */
export function consentPage(context: ProtocolContext) {
  return (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    recorded(context, draftOf(request, 'consent'), async (draft) => {
      const id = request.parameters.get('interaction')
      const resumed = await resume(context, draft, request, id)
      return 'request' in resumed ? showForm(resumed, reply) : toSignIn(resumed, reply)
    })
}

/** POST /oauth2/consent. */
export function consentEndpoint(context: ProtocolContext) {
  return (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    recorded(context, draftOf(request, 'consent'), async (draft) => {
      const form = formOf(request)
      const resumed = await resume(context, draft, request, form.get('interaction'))
      if (!('request' in resumed)) return toSignIn(resumed, reply)
      switch (form.get('decision')) {
        case 'allow':
          return allow(resumed, form, reply)
        case 'deny':
          return deny(resumed)
        case 'switch':
          return switchUser(context, resumed, request, reply)
        default:
          throw new OAuthError('invalid_request', 'The form has neither yes nor no.')
      }
    })
}

function toSignIn(interaction: OpenInteraction, reply: FastifyReply): FastifyReply {
  return reply.redirect(`/oauth2/sign-in?interaction=${interaction.id}`, 303)
}

function showForm(
  { request, interaction, prompt }: Resumed,
  reply: FastifyReply,
  error?: string,
): FastifyReply {
  return sendPage(reply, {
    title: `${prompt.clientName} asks for access`,
    issuerName: request.context.name,
    body: consentForm(interaction.id, prompt, error),
    formAction: [formActionSource(request.redirectUri)],
    status: error === undefined ? 200 : 400,
  })
}

async function allow(
  resumed: Resumed,
  form: Parameters,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const granted = grantedBy(form, resumed)
  if (typeof granted === 'string') return showForm(resumed, reply, granted)
  const { request, session, interaction } = resumed
  return issueCode(request, session, granted, { interaction, reply })
}

/** What the form says yes to, or the sentence that says what is wrong with it. */
function grantedBy(form: Parameters, { request, prompt }: Resumed): Granted | string {
  const { client } = request
  const isOffline = prompt.offline !== null && form.has('offline')
  const scope = request.scope.filter((value) =>
    value === 'offline_access' ? isOffline : value === 'openid' || form.has(scopeField(value)),
  )
  if (scope.length === 0) return 'Please choose at least one permission, or deny.'
  const duration = Number(form.get('duration') ?? prompt.offline?.maximumLifetime)
  if (isOffline && !prompt.offline?.durations.some(({ seconds }) => seconds === duration))
    return 'Please choose one of the durations.'
  return {
    scope,
    offlineLifetime: isOffline ? duration : null,
    rememberFor: client.consent === 'remember' ? client.consentLifetime : null,
  }
}

async function deny({ request, interaction }: Resumed): Promise<never> {
  const { context, redirectUri, parameters, draft } = request
  const { digest } = interaction
  if (!(await context.store.finishInteraction({ digest, now: context.clock.now() })))
    throw answeredAlready(draft)
  draft.trail.push({
    check: 'consent',
    clause: 'RFC 6749 §4.1.2.1',
    outcome: 'refused',
    expected: 'a yes',
    received: 'the user denied',
  })
  throw new AuthorizationError(
    { context, redirectUri, parameters },
    'access_denied',
    'The user denied the request.',
  )
}

async function switchUser(
  context: ProtocolContext,
  { interaction }: Resumed,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const digest = sessionDigest(context, request)
  if (digest) await context.store.endSession({ digest, now: context.clock.now() })
  clearSessionCookie(context, reply)
  return toSignIn(interaction, reply)
}
