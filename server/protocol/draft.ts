import type { FastifyRequest } from 'fastify'

import type { DecisionDraft } from './decision-recorder.ts'

/** The beginning of a decision record: who asks what, and when the request came. */
export function draftOf(request: FastifyRequest, endpoint: string): DecisionDraft {
  return {
    ...emptyDraft(endpoint),
    request,
    ip: request.ip,
    userAgent: request.headers['user-agent']?.slice(0, 300) ?? null,
  }
}

/** A draft of nobody's: for checks that are made to draw a page, not to answer a request. */
export function emptyDraft(endpoint: string): DecisionDraft {
  return {
    endpoint,
    request: null,
    ip: null,
    userAgent: null,
    startedAt: performance.now(),
    trail: [],
    clientId: null,
    subject: null,
    grantId: null,
    session: null,
    flow: null,
    trace: null,
    secretId: null,
  }
}
