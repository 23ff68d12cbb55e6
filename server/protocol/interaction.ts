import type { FastifyReply } from 'fastify'

import { digest, randomSecret } from '#domain/secret.ts'

import type { ProtocolContext } from './context.ts'
import type { DecisionDraft } from './decision-recorder.ts'
import { OAuthError } from './oauth-error.ts'
import type { Parameters } from './parameters.ts'

/** Seconds that a user may take for signing in and consenting. */
const interactionLifetime = 3600

/** An authorization request that waits for the user. Its id is secret: it is the form's CSRF token. */
export interface OpenInteraction {
  readonly id: string
  readonly digest: Uint8Array
  readonly parameters: Parameters
  readonly signInAfter: number
}

/** Keeps the request and sends the user to the next page. */
export async function beginInteraction(
  context: ProtocolContext,
  reply: FastifyReply,
  request: {
    readonly parameters: Parameters
    readonly signInAfter: number
    /** That of the authorization request, for the records of all that follow. */
    readonly flow: string | null
    readonly page?: 'sign-in' | 'consent'
  },
): Promise<FastifyReply> {
  const id = randomSecret()
  const now = context.clock.now()
  await context.store.insertInteraction({
    digest: digest(id),
    parameters: JSON.stringify([...request.parameters]),
    signInAfter: request.signInAfter,
    flow: request.flow,
    expiresAt: now + interactionLifetime,
    now,
  })
  return reply.redirect(`/oauth2/${request.page ?? 'sign-in'}?interaction=${id}`, 303)
}

/**
 * Finds an interaction that is neither over nor answered, and puts into the draft whether it was there.
 * @throws OAuthError where there is none of that id any more.
 */
export async function findOpenInteraction(
  context: ProtocolContext,
  draft: DecisionDraft,
  id: string | undefined,
): Promise<OpenInteraction> {
  const known = digest(id ?? '')
  const found = await context.store.findInteraction({ digest: known, now: context.clock.now() })
  if (id === undefined || !found)
    throw refusedInteraction(
      draft,
      id === undefined ? 'nothing' : 'one that is unknown, over or answered',
      'This sign-in is over or was answered already. Go back to the application and start again.',
    )
  draft.trail.push({ check: 'interaction', clause, outcome: 'passed' })
  // Written by beginInteraction, from parsed parameters.
  const parameters = new Map(JSON.parse(found.parameters) as [string, string][])
  draft.flow = found.flow
  draft.clientId = parameters.get('client_id') ?? null
  return { id, digest: known, parameters, signInAfter: found.signInAfter }
}

/** The error of the second of two answers to the same request. */
export function answeredAlready(draft: DecisionDraft): OAuthError {
  return refusedInteraction(
    draft,
    'one that was answered at the same moment',
    'This request was answered already, in another window.',
  )
}

// Its id is secret: a foreign page cannot make up a form that carries it (CSRF).
const clause = 'RFC 9700 §4.7.1'

function refusedInteraction(
  draft: DecisionDraft,
  received: string,
  description: string,
): OAuthError {
  const expected = 'an open interaction'
  draft.trail.push({ check: 'interaction', clause, outcome: 'refused', expected, received })
  return new OAuthError('invalid_request', description)
}
