import type { FastifyReply, FastifyRequest } from 'fastify'

import { formActionSource } from '#domain/redirect-uri.ts'
import { randomIdentifier, randomSecret, digest } from '#domain/secret.ts'
import type { User } from '#domain/user.ts'
import type { Session } from '#store/sessions.ts'

import { requesterChecks } from './authorization-request.ts'
import { answer } from './authorize.ts'
import type { ProtocolContext } from './context.ts'
import { sessionDigest, sessionLifetime, sessionOf, setSessionCookie } from './cookies.ts'
import type { DecisionDraft } from './decision-recorder.ts'
import { draftOf, emptyDraft } from './draft.ts'
import { formOf } from './hardening.ts'
import { findOpenInteraction, type OpenInteraction } from './interaction.ts'
import { signInKey } from './lockouts.ts'
import { sendPage } from './pages/layout.ts'
import { signInForm } from './pages/sign-in.ts'
import { recorded } from './recorded.ts'

/** The same words for a wrong password, an unknown user and a locked one (ASVS 5.0 V6.3.8). */
const wrongCredentials = 'The user name or the password is not right, or too many were tried.'

/** GET /oauth2/sign-in: the form. */
export function signInPage(context: ProtocolContext) {
  return (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    recorded(context, draftOf(request, 'sign-in'), async (draft) => {
      const id = request.parameters.get('interaction')
      const interaction = await findOpenInteraction(context, draft, id)
      return showForm(context, interaction, reply, {
        username: interaction.parameters.get('login_hint') ?? '',
      })
    })
}

/** POST /oauth2/sign-in: checks the password and goes on with the request. */
export function signInEndpoint(context: ProtocolContext) {
  return (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    recorded(context, draftOf(request, 'sign-in'), async (draft) => {
      const form = formOf(request)
      const interaction = await findOpenInteraction(context, draft, form.get('interaction'))
      const username = form.get('username') ?? ''
      const user = await authenticate(context, draft, username, form.get('password') ?? '')
      if (!user) return showForm(context, interaction, reply, { username, error: wrongCredentials })
      await startSession(context, draft, user, { request, reply })
      return reply.redirect(`/oauth2/continue?interaction=${interaction.id}`, 303)
    })
}

/** GET /oauth2/continue: the request again, now that the user has signed in. */
export function continueEndpoint(context: ProtocolContext) {
  return (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    recorded(context, draftOf(request, 'authorize'), async (draft) => {
      const id = request.parameters.get('interaction')
      const interaction = await findOpenInteraction(context, draft, id)
      const session = await sessionOf(context, request)
      draft.session = session?.id ?? null
      return answer(
        { context, draft, parameters: interaction.parameters, session, interaction },
        reply,
      )
    })
}

async function authenticate(
  context: ProtocolContext,
  draft: DecisionDraft,
  username: string,
  password: string,
): Promise<User | undefined> {
  const key = signInKey(username, draft.ip)
  const isLocked = context.signInThrottle.wait(key) > 0
  // SECURITY: counted before it is evaluated: many sent at once are many tries.
  context.signInThrottle.count(key)
  const user = await context.store.findUserByName({ username })
  // Whoever was meant, where there is one: a name that nobody has may be a mistyped password.
  draft.subject = user?.subject ?? null
  const isRight =
    !isLocked &&
    (await context.passwords.verify(password, user?.passwordHash)) &&
    user?.disabled === false
  draft.trail.push({
    check: 'password',
    clause: 'OIDC Core §3.1.2.3',
    outcome: isRight ? 'passed' : 'refused',
    ...(isRight
      ? {}
      : { expected: 'the password of a user who may sign in', received: reasonOf(user, isLocked) }),
  })
  if (!isRight || !user) return undefined
  context.signInThrottle.forget(key)
  return user
}

function reasonOf(user: User | undefined, isLocked: boolean): string {
  if (isLocked) return 'too many tries for this user name from this address'
  if (!user) return 'an unknown user name'
  return user.disabled ? 'a disabled user' : 'a wrong password'
}

async function startSession(
  context: ProtocolContext,
  draft: DecisionDraft,
  user: User,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): Promise<void> {
  const cookie = randomSecret()
  const now = context.clock.now()
  const session: Session = { id: randomIdentifier(), subject: user.subject, authenticatedAt: now }
  await context.store.insertSession({
    ...session,
    digest: digest(cookie),
    expiresAt: now + sessionLifetime,
    replaces: sessionDigest(context, request) ?? null,
    ip: draft.ip,
    userAgent: draft.userAgent,
    now,
  })
  draft.session = session.id
  setSessionCookie(context, reply, cookie)
}

async function showForm(
  context: ProtocolContext,
  interaction: OpenInteraction,
  reply: FastifyReply,
  { username, error }: { readonly username: string; readonly error?: string },
): Promise<FastifyReply> {
  const destination = await destinationOf(context, interaction)
  return sendPage(reply, {
    title: 'Sign in',
    issuerName: context.name,
    body: signInForm({
      interaction: interaction.id,
      clientName: destination.clientName,
      username,
      error,
    }),
    formAction: destination.formAction,
    status: error === undefined ? 200 : 401,
  })
}

/** Where the form leads in the end: browsers check `form-action` along all redirects. */
async function destinationOf(
  context: ProtocolContext,
  { parameters }: OpenInteraction,
): Promise<{ readonly clientName: string; readonly formAction: readonly string[] }> {
  const draft = emptyDraft('sign-in')
  const requester = await requesterChecks.run({ context, draft, parameters }, draft.trail)
  return requester.kind === 'passed'
    ? {
        clientName: requester.known.client.name,
        formAction: [formActionSource(requester.known.redirectUri)],
      }
    : { clientName: 'the application', formAction: [] }
}
