import type { FastifyRequest } from 'fastify'

import { randomIdentifier } from '#domain/secret.ts'
import { StoreUnavailableError } from '#store/store-error.ts'

import type { ProtocolContext } from './context.ts'
import type { DecisionDraft } from './decision-recorder.ts'
import { draftOf } from './draft.ts'
import { EarlyRefusal } from './early-refusal.ts'
import { endpointOf } from './endpoint-names.ts'
import { OAuthError } from './oauth-error.ts'

/** Runs an endpoint's work and records how it ended, whichever way that is. */
export async function recorded<Value>(
  context: ProtocolContext,
  draft: DecisionDraft,
  work: (draft: DecisionDraft) => Promise<Value>,
): Promise<Value> {
  try {
    const value = await work(draft)
    // A refused authorization request may still send the user to sign in first.
    const isRefused = draft.trail.some(({ outcome }) => outcome === 'refused')
    context.recorder.record(draft, isRefused ? 'refused' : 'passed', null)
    return value
  } catch (error) {
    recordError(context, draft, error)
    throw error
  }
}

/** Records what no endpoint has got to see: refused by the rules of HTTP, or a bug before it. */
export function recordUnheard(
  context: ProtocolContext,
  request: FastifyRequest,
  error: unknown,
): void {
  const draft = draftOf(request, endpointOf(request))
  draft.clientId = request.parameters?.get('client_id') ?? null
  if (error instanceof EarlyRefusal) draft.trail.push(error.outcome)
  recordError(context, draft, error)
}

function recordError(context: ProtocolContext, draft: DecisionDraft, error: unknown): void {
  const isRefusal = error instanceof OAuthError
  const isStore = error instanceof StoreUnavailableError
  const code = isRefusal ? error.code : isStore ? 'temporarily_unavailable' : 'server_error'
  if (context.recorder.isRecording()) draft.trace = randomIdentifier()
  if (draft.request) {
    draft.request.isRecorded = true
    draft.request.trace = draft.trace
  }
  context.recorder.record(draft, isRefusal ? 'refused' : 'failed', code)
}
