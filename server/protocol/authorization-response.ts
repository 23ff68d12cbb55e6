import type { FastifyReply } from 'fastify'

import { formActionSource } from '#domain/redirect-uri.ts'

import type { ProtocolContext } from './context.ts'
import { OAuthError, type OAuthErrorCode } from './oauth-error.ts'
import { sendPage } from './pages/layout.ts'
import { formPost, submitScriptHash } from './pages/plain.ts'
import type { Parameters } from './parameters.ts'

/** Where an answer goes, and how. */
export interface ResponseTarget {
  readonly context: ProtocolContext
  readonly redirectUri: string
  /** The request's parameters: `state` and `response_mode` come from there. */
  readonly parameters: Parameters
}

export function sendCode(target: ResponseTarget, reply: FastifyReply, code: string): FastifyReply {
  return sendAnswer(target, reply, [['code', code]])
}

/** A refusal that goes back to the client (RFC 6749 §4.1.2.1), not to a page of ours. */
export class AuthorizationError extends OAuthError {
  readonly target: ResponseTarget

  constructor(target: ResponseTarget, code: OAuthErrorCode, description: string) {
    super(code, description)
    this.target = target
  }
}

export function sendAuthorizationError(
  { target, code, message }: AuthorizationError,
  errorUri: string | undefined,
  reply: FastifyReply,
): FastifyReply {
  return sendAnswer(target, reply, [
    ['error', code],
    ['error_description', message],
    ...(errorUri === undefined ? [] : [['error_uri', errorUri] as const]),
  ])
}

/** Success and error alike carry `state` and `iss` (RFC 9207 §2). */
function sendAnswer(
  { context, redirectUri, parameters }: ResponseTarget,
  reply: FastifyReply,
  fields: readonly (readonly [string, string])[],
): FastifyReply {
  const answer = new Map(fields)
  const state = parameters.get('state')
  if (state !== undefined) answer.set('state', state)
  answer.set('iss', context.issuer)
  if (parameters.get('response_mode') === 'form_post')
    return sendPage(reply, {
      title: 'Going on',
      issuerName: context.name,
      body: formPost(redirectUri, answer),
      formAction: [formActionSource(redirectUri)],
      script: submitScriptHash,
    })
  // A redirect carries no frame refusal: prompt=none works in a frame of the client's.
  // SECURITY: 303, never 307, which would send the user's form on to the client (RFC 9700 §4.12).
  return reply
    .removeHeader('content-security-policy')
    .redirect(appendQuery(redirectUri, answer), 303)
}

/** Keeps the query that a registered URI may have, to the letter (RFC 6749 §3.1.2). */
function appendQuery(uri: string, fields: ReadonlyMap<string, string>): string {
  const joint = uri.includes('?') ? (/[?&]$/.test(uri) ? '' : '&') : '?'
  return uri + joint + new URLSearchParams([...fields]).toString()
}
