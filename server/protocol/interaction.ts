import type { FastifyReply } from 'fastify'

import { digest, randomSecret } from '#domain/secret.ts'

import type { ProtocolContext } from './context.ts'
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
    readonly page?: 'sign-in' | 'consent'
  },
): Promise<FastifyReply> {
  const id = randomSecret()
  const now = context.clock.now()
  await context.store.insertInteraction({
    digest: digest(id),
    parameters: JSON.stringify([...request.parameters]),
    signInAfter: request.signInAfter,
    expiresAt: now + interactionLifetime,
    now,
  })
  return reply.redirect(`/oauth2/${request.page ?? 'sign-in'}?interaction=${id}`, 303)
}

/** @throws OAuthError where there is none of that id any more. */
export async function findOpenInteraction(
  context: ProtocolContext,
  id: string | undefined,
): Promise<OpenInteraction> {
  const known = digest(id ?? '')
  const found = await context.store.findInteraction({ digest: known, now: context.clock.now() })
  if (id === undefined || !found)
    throw new OAuthError(
      'invalid_request',
      'This sign-in is over or was answered already. Go back to the application and start again.',
    )
  // Written by beginInteraction, from parsed parameters.
  const parameters = new Map(JSON.parse(found.parameters) as [string, string][])
  return { id, digest: known, parameters, signInAfter: found.signInAfter }
}
