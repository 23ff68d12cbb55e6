import type { FastifyRequest } from 'fastify'

import type { EpochSeconds } from '#domain/time.ts'
import type { RecordingSettings } from '#store/decision-settings.ts'
import {
  isShared,
  rowText,
  sharedText,
  type Decision,
  type DecisionBatch,
  type RecordedText,
  type SharedText,
} from '#store/decisions.ts'

import type { CheckOutcome } from './check.ts'
import { requestText } from './recorded-request.ts'

/** Records that may wait; beyond it the oldest are dropped, because the hot path goes first. */
const waitingLimit = 5000
const flushAfter = 150

/** A request on its way to becoming a decision record. Endpoints fill in what they learn. */
export interface DecisionDraft {
  readonly endpoint: string
  /** What came; `null` where a page is drawn and nothing is answered. */
  readonly request: FastifyRequest | null
  readonly ip: string | null
  readonly userAgent: string | null
  readonly startedAt: number
  readonly trail: CheckOutcome[]
  clientId: string | null
  subject: string | null
  grantId: number | null
  session: string | null
  /** The same for every request of one authorization. */
  flow: string | null
  /** What a refused client or user is told, to be found by. */
  trace: string | null
  secretId: string | null
}

export interface DecisionRecorder {
  /** Ends a draft: `error` is the code sent to the client, `failed` a bug of ours. */
  record(draft: DecisionDraft, outcome: Decision['outcome'], error: string | null): void
  /** Whether what is recorded is kept, so that it can be found. */
  isRecording(): boolean
  /** Stores what waits. */
  flush(): Promise<void>
}

/** Gathers records and stores them in batches, off the path of the request. */
export function openDecisionRecorder(
  store: (batch: DecisionBatch) => Promise<void>,
  settings: () => RecordingSettings,
  now: () => EpochSeconds,
): DecisionRecorder {
  let waiting: string[] = []
  let checklists = new Set<SharedText>()
  let requests = new Set<SharedText>()
  let clients = new Set<string>()
  let secrets = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()

  // One batch at a time: what a slow store has not taken waits here, where it is counted.
  const write = async (): Promise<void> => {
    await writing
    const batch: DecisionBatch = {
      rows: `[${waiting.join(',')}]`,
      checklists: [...checklists],
      requests: [...requests],
      clients: [...clients],
      secrets: [...secrets],
      now: now(),
    }
    const isEmpty = waiting.length + clients.size + secrets.size === 0
    waiting = []
    checklists = new Set()
    requests = new Set()
    clients = new Set()
    secrets = new Set()
    // A store that is full or closing loses records, never answers: they are not part of the promise.
    if (!isEmpty) await store(batch).catch(() => undefined)
  }
  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    return (writing = write())
  }
  return {
    record(draft, outcome, error) {
      if (outcome === 'passed') {
        // Told whether requests are recorded or not.
        if (draft.clientId !== null) clients.add(draft.clientId)
        if (draft.secretId !== null) secrets.add(draft.secretId)
      }
      if (settings().recording) {
        if (waiting.length >= waitingLimit) waiting.shift()
        const decision = toDecision(draft, outcome, error, now())
        if (isShared(decision.checks)) checklists.add(decision.checks)
        if (isShared(decision.request)) requests.add(decision.request)
        waiting.push(rowText(decision))
      }
      timer ??= setTimeout(() => void writing.then(flush), flushAfter).unref()
    },
    isRecording: () => settings().recording,
    flush,
  }
}

/** Characters of what was expected or received: a request may carry 64 KB of either. */
const textLimit = 300

function bounded(outcome: CheckOutcome): CheckOutcome {
  const { expected, received } = outcome
  return {
    ...outcome,
    ...(expected === undefined ? {} : { expected: expected.slice(0, textLimit) }),
    ...(received === undefined ? {} : { received: received.slice(0, textLimit) }),
  }
}

const passedChecks = new Map<string, SharedText>()

/** Lists of passed checks are few and the rule, so each is shared. */
function checksOf({ endpoint, trail }: DecisionDraft, hasRefusal: boolean): RecordedText {
  if (hasRefusal) return JSON.stringify(trail.map(bounded))
  const names = trail.reduce((path, { check }) => `${path} ${check}`, endpoint)
  let checks = passedChecks.get(names)
  if (!checks) passedChecks.set(names, (checks = sharedText(JSON.stringify(trail))))
  return checks
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
    session: draft.session,
    flow: draft.flow,
    trace: draft.trace,
    ip: draft.ip,
    userAgent: draft.userAgent,
    outcome,
    error,
    check: refusal?.check ?? null,
    reason: refusal
      ? `${refusal.check}: expected ${refusal.expected ?? ''}, received ${refusal.received ?? ''}`.slice(
          0,
          500,
        )
      : null,
    request:
      draft.request && requestText({ request: draft.request, isUserKnown: draft.subject !== null }),
    checks: checksOf(draft, refusal !== undefined),
  }
}
