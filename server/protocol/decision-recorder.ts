import type { EpochSeconds } from '#domain/time.ts'
import type { Decision } from '#store/decisions.ts'

import type { CheckOutcome } from './check.ts'

/** Records that may wait; beyond it the oldest are dropped, because the hot path goes first. */
const waitingLimit = 5000
const flushAfter = 150

/** A request on its way to becoming a decision record. Endpoints fill in what they learn. */
export interface DecisionDraft {
  readonly endpoint: string
  readonly ip: string | null
  readonly userAgent: string | null
  readonly startedAt: number
  readonly trail: CheckOutcome[]
  clientId: string | null
  subject: string | null
  grantId: number | null
  secretId: string | null
}

export interface DecisionRecorder {
  /** Ends a draft: `error` is the code sent to the client, `failed` a bug of ours. */
  record(draft: DecisionDraft, outcome: Decision['outcome'], error: string | null): void
  /** Stores what waits. */
  flush(): Promise<void>
}

/** Gathers records and stores them in batches, off the path of the request. */
export function openDecisionRecorder(
  store: (decisions: readonly Decision[]) => Promise<void>,
  now: () => EpochSeconds,
): DecisionRecorder {
  let waiting: Decision[] = []
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()

  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    const batch = waiting
    waiting = []
    // A store that is full or closing loses records, never answers: they are not part of the promise.
    if (batch.length > 0) writing = writing.then(() => store(batch).catch(() => undefined))
    return writing
  }
  return {
    record(draft, outcome, error) {
      if (waiting.length >= waitingLimit) waiting.shift()
      waiting.push(toDecision(draft, outcome, error, now()))
      timer ??= setTimeout(() => void flush(), flushAfter).unref()
    },
    flush,
  }
}

function toDecision(
  draft: DecisionDraft,
  outcome: Decision['outcome'],
  error: string | null,
  at: EpochSeconds,
): Decision {
  const refusal = draft.trail.find((each) => each.outcome === 'refused')
  return {
    at,
    duration: Math.round((performance.now() - draft.startedAt) * 1000),
    endpoint: draft.endpoint,
    clientId: draft.clientId?.slice(0, 200) ?? null,
    subject: draft.subject,
    grantId: draft.grantId,
    ip: draft.ip,
    userAgent: draft.userAgent,
    outcome,
    error,
    reason: refusal
      ? `${refusal.check}: expected ${refusal.expected ?? ''}, received ${refusal.received ?? ''}`.slice(
          0,
          500,
        )
      : null,
    checks: JSON.stringify(draft.trail),
    secretId: draft.secretId,
  }
}
