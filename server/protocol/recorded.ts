import { StoreUnavailableError } from '#store/store-error.ts'

import type { ProtocolContext } from './context.ts'
import type { DecisionDraft } from './decision-recorder.ts'
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
    const isRefusal = error instanceof OAuthError
    const isStore = error instanceof StoreUnavailableError
    const code = isRefusal ? error.code : isStore ? 'temporarily_unavailable' : 'server_error'
    context.recorder.record(draft, isRefusal ? 'refused' : 'failed', code)
    throw error
  }
}
