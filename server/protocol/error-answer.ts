import type { FastifyReply, FastifyRequest } from 'fastify'

import { StoreUnavailableError } from '#store/store-error.ts'

import { AuthorizationError, sendAuthorizationError } from './authorization-response.ts'
import type { ProtocolContext } from './context.ts'
import { MisdirectedError } from './hardening.ts'
import { OAuthError, statusOf } from './oauth-error.ts'
import { sendPage } from './pages/layout.ts'
import { message } from './pages/plain.ts'
import { unreadable } from './unreadable-request.ts'

/** Every failed request ends here: back to the client, on a page, or as RFC 6749 §5.2 JSON. */
export function answerError(
  context: ProtocolContext,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof AuthorizationError) return sendAuthorizationError(error, reply)
  const known = toOAuthError(error)
  if (known.code === 'server_error') context.onBug(error)
  const status = statusFor(error, known)
  if (known.retryAfter !== undefined || status === 503)
    reply.header('retry-after', String(known.retryAfter ?? 1))
  if (request.routeOptions.config.html)
    return sendPage(reply.code(status), {
      title: 'This did not work',
      issuerName: context.name,
      body: message('This did not work', known.message, `Error code: ${known.code}`),
      formAction: [],
      status,
    })
  return sendJson(context, known, status, reply)
}

function sendJson(
  context: ProtocolContext,
  { code, message }: OAuthError,
  status: number,
  reply: FastifyReply,
): FastifyReply {
  if (code === 'invalid_client')
    reply.header('www-authenticate', `Basic realm="${context.issuer}", charset="UTF-8"`)
  if (code === 'invalid_token' || code === 'insufficient_scope')
    reply.header(
      'www-authenticate',
      `Bearer realm="${context.issuer}", error="${code}", error_description="${message}"`,
    )
  return reply.code(status).send({ error: code, error_description: message })
}

function toOAuthError(error: unknown): OAuthError {
  if (error instanceof OAuthError) return error
  if (error instanceof StoreUnavailableError)
    return new OAuthError('temporarily_unavailable', 'The issuer cannot store anything right now.')
  if (error instanceof MisdirectedError)
    return new OAuthError('invalid_request', 'This issuer does not answer to that host name.')
  return isClientFault(error)
    ? new OAuthError('invalid_request', unreadable(error.statusCode))
    : new OAuthError('server_error', 'Something went wrong here. It was logged.')
}

/** Fastify's own refusals: a body too large, a media type that is not a form, a broken URL. */
function isClientFault(error: unknown): error is Error & { readonly statusCode: number } {
  return (
    error instanceof Error &&
    'statusCode' in error &&
    typeof error.statusCode === 'number' &&
    error.statusCode >= 400 &&
    error.statusCode < 500
  )
}

function statusFor(error: unknown, known: OAuthError): number {
  if (error instanceof MisdirectedError) return 421
  return isClientFault(error)
    ? error.statusCode
    : known.retryAfter === undefined
      ? statusOf(known.code)
      : 429
}
