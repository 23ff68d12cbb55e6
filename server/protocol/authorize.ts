import type { FastifyReply, FastifyRequest } from 'fastify'

import { randomIdentifier } from '#domain/secret.ts'
import type { Session } from '#store/sessions.ts'

import {
  requestChecks,
  requesterChecks,
  type ValidRequest,
  type WithClient,
  type WithRedirectUri,
} from './authorization-request.ts'
import { AuthorizationError } from './authorization-response.ts'
import { prove, toOAuthError } from './check.ts'
import { askOrIssue } from './consent.ts'
import type { ProtocolContext } from './context.ts'
import { sessionOf } from './cookies.ts'
import type { DecisionDraft } from './decision-recorder.ts'
import { draftOf } from './draft.ts'
import { formOf } from './hardening.ts'
import { beginInteraction, type OpenInteraction } from './interaction.ts'
import type { OAuthError } from './oauth-error.ts'
import type { Parameters } from './parameters.ts'
import { recorded } from './recorded.ts'

/** GET and POST /oauth2/authorize (RFC 6749 §4.1.1, OIDC Core §3.1.2.1). */
export function authorizeEndpoint(context: ProtocolContext) {
  return (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    recorded(context, draftOf(request, 'authorize'), async (draft) => {
      const parameters = request.method === 'POST' ? formOf(request) : request.parameters
      draft.flow = randomIdentifier()
      const session = await sessionOf(context, request)
      draft.session = session?.id ?? null
      return answer({ context, draft, parameters, session, interaction: undefined }, reply)
    })
}

/** An authorization request and who is there to answer it. */
export interface Asking {
  readonly context: ProtocolContext
  readonly draft: DecisionDraft
  readonly parameters: Parameters
  readonly session: Session | undefined
  /** The interaction that brought the user back here, after sign-in. */
  readonly interaction: OpenInteraction | undefined
}

/** Runs the checks on a request, again after each page, and takes the next step. */
export async function answer(asking: Asking, reply: FastifyReply): Promise<FastifyReply> {
  const { context, draft, parameters } = asking
  const known = await prove(requesterChecks, { context, draft, parameters }, draft.trail)
  const valid = await requestChecks.run(known, draft.trail)
  if (valid.kind === 'refused') return refuse(asking, known, toOAuthError(valid.refusal), reply)
  return goOn(asking, valid.known, reply)
}

async function goOn(
  asking: Asking,
  request: ValidRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const signInAfter = asking.interaction?.signInAfter ?? earliestSignIn(request)
  const { session } = asking
  // Seconds are coarse: a sign-in of this very second is still not the one that was asked for.
  const mustSignIn = !asking.interaction && asksForSignIn(request)
  if (session && !mustSignIn && session.authenticatedAt >= signInAfter) {
    asking.draft.subject = session.subject
    return askOrIssue(request, session, { interaction: asking.interaction, reply })
  }
  if (request.prompt.has('none')) return refuse(asking, request, loginRequired, reply)
  const { flow } = asking.draft
  return beginInteraction(asking.context, reply, {
    parameters: asking.parameters,
    signInAfter,
    flow,
  })
}

const loginRequired = { code: 'login_required', message: 'The user has to sign in.' } as const

function asksForSignIn({ prompt, maxAge }: ValidRequest): boolean {
  return prompt.has('login') || prompt.has('select_account') || maxAge === 0
}

/** prompt=login wants a sign-in from now on; max_age one that is not older (OIDC Core §3.1.2.1). */
function earliestSignIn(request: ValidRequest): number {
  const now = request.context.clock.now()
  if (asksForSignIn(request)) return now
  return request.maxAge === undefined ? 0 : now - request.maxAge
}

/**
 * A refusal for the client. RFC 9700 §4.11.2: the user signs in first, so that nobody is sent on by
 * a link alone; prompt=none asks for an answer without a page.
 */
async function refuse(
  asking: Asking,
  known: WithClient & WithRedirectUri,
  error: Pick<OAuthError, 'code' | 'message'>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { context, draft, parameters, session } = asking
  if (!session && parameters.get('prompt') !== 'none')
    return beginInteraction(context, reply, { parameters, signInAfter: 0, flow: draft.flow })
  const target = { context, redirectUri: known.redirectUri, parameters }
  throw new AuthorizationError(target, error.code, error.message)
}
