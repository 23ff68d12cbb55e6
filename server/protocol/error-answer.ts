import type { FastifyReply, FastifyRequest } from 'fastify'

import { StoreUnavailableError } from '#store/store-error.ts'

import { AuthorizationError, sendAuthorizationError } from './authorization-response.ts'
import type { ProtocolContext } from './context.ts'
import { OAuthError } from './oauth-error.ts'
import { sendPage } from './pages/layout.ts'
import { message } from './pages/plain.ts'
import { recordUnheard } from './recorded.ts'
import { errorUri } from './trace.ts'
import { unreadableBody } from './unreadable-request.ts'

/** Every failed request ends here: back to the client, on a page, or as RFC 6749 §5.2 JSON. */
export function answerError(
  context: ProtocolContext,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const known = toOAuthError(error, request)
  const isBug = known.code === 'server_error'
  if (!request.isRecorded) recordUnheard(context, request, isBug ? error : known)
  const uri = errorUri(context, request)
  if (known instanceof AuthorizationError) return sendAuthorizationError(known, uri, reply)
  if (isBug) context.onBug(error)
  if (known.retryAfter !== undefined || known.status === 503)
    reply.header('retry-after', String(known.retryAfter ?? 1))
  if (request.routeOptions.config.html)
    return sendPage(reply.code(known.status), {
      title: 'This did not work',
      issuerName: context.name,
      body: message('This did not work', known.message, {
        detail: `Error code: ${known.code}`,
        trace: request.trace,
      }),
      formAction: [],
      status: known.status,
    })
  return sendJson(context, known, uri, reply)
}

function sendJson(
  context: ProtocolContext,
  { code, message, status }: OAuthError,
  uri: string | undefined,
  reply: FastifyReply,
): FastifyReply {
  if (code === 'invalid_client')
    reply.header('www-authenticate', `Basic realm="${context.issuer}", charset="UTF-8"`)
  if (code === 'invalid_token' || code === 'insufficient_scope')
    reply.header(
      'www-authenticate',
      `Bearer realm="${context.issuer}", error="${code}", error_description="${message}"`,
    )
  return reply.code(status).send({
    error: code,
    error_description: message,
    ...(uri === undefined ? {} : { error_uri: uri }),
  })
}

function toOAuthError(error: unknown, request: FastifyRequest): OAuthError {
  if (error instanceof OAuthError) return error
  if (error instanceof StoreUnavailableError)
    return new OAuthError('temporarily_unavailable', 'The issuer cannot store anything right now.')
  return (
    unreadableBody(error, request) ??
    new OAuthError('server_error', 'Something went wrong here. It was logged.')
  )
}
