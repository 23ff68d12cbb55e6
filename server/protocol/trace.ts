import type { FastifyReply, FastifyRequest } from 'fastify'

import type { ProtocolContext } from './context.ts'
import { draftOf } from './draft.ts'
import { sendPage } from './pages/layout.ts'
import { message } from './pages/plain.ts'
import { recorded } from './recorded.ts'

export const tracePath = '/oauth2/error'

/**
 * Where a refusal tells developers how it can be found (RFC 6749 §5.2, `error_uri`); `undefined`
 * where nobody has asked for that, or nothing is kept of it.
 */
export function errorUri(context: ProtocolContext, request: FastifyRequest): string | undefined {
  return request.trace !== null && context.tellsTraces()
    ? `${context.issuer}${tracePath}?trace=${request.trace}`
    : undefined
}

/** GET /oauth2/error: says whom to ask, and no more. */
export function tracePage(context: ProtocolContext) {
  return (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    recorded(context, draftOf(request, 'error'), async () => {
      const trace = request.parameters.get('trace')
      return sendPage(reply, {
        title: 'A request was refused',
        issuerName: context.name,
        body: message(
          'A request was refused',
          `The administrator of ${context.name} finds the request under this trace in the console.`,
          { trace: trace !== undefined && /^[\w-]{1,64}$/.test(trace) ? trace : null },
        ),
        formAction: [],
      })
    })
}
