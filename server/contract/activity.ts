import { z } from 'zod'

import { clientIdentifier, empty, epochSeconds, grantIdentifier, period } from './values.ts'

export const decisionOutcome = z.enum(['passed', 'refused', 'failed'])

/** One check that ran, as the console shows it. */
export const checkOutcome = z.object({
  /** Stable name, such as `redirect_uri` or `refresh_token.client`. */
  check: z.string(),
  outcome: z.enum(['passed', 'refused']),
  /** RFC and clause. */
  clause: z.string(),
  expected: z.string().optional(),
  received: z.string().optional(),
})
export type CheckOutcomeView = z.infer<typeof checkOutcome>

/** A request as it came. Secrets are names of variables (`$CLIENT_SECRET`), never values. */
export const recordedRequest = z.object({
  method: z.string(),
  /** Without its query: the parameters have that. */
  path: z.string(),
  authentication: z.enum(['none', 'basic', 'bearer', 'other']),
  parameters: z.array(z.object({ name: z.string(), value: z.string() })),
})
export type RecordedRequest = z.infer<typeof recordedRequest>

/** A line of the activity: who asked what, and how it ended. Never a secret. */
export const decisionSummary = z.object({
  id: z.int(),
  at: epochSeconds,
  /** Milliseconds from the request's arrival to its answer. */
  duration: z.number(),
  endpoint: z.string(),
  clientId: z.string().nullable(),
  subject: z.string().nullable(),
  /** `null` where nobody has signed in, and when the user was deleted. */
  username: z.string().nullable(),
  grantId: z.string().nullable(),
  session: z.string().nullable(),
  /** The same for every request of one authorization, from the first page to the code. */
  flow: z.string().nullable(),
  /** What a refused client or user was told, to be found by. */
  trace: z.string().nullable(),
  ip: z.string().nullable(),
  device: z.string().nullable(),
  outcome: decisionOutcome,
  /** The RFC's error code as sent; `null` when passed. */
  error: z.string().nullable(),
  /** The check that refused. */
  check: z.string().nullable(),
  /** The same in words. */
  reason: z.string().nullable(),
})
export type DecisionSummary = z.infer<typeof decisionSummary>

/** What one request asked, which checks ran, and how it ended. Never a secret: digests and lengths. */
export const decisionRecord = decisionSummary.extend({
  userAgent: z.string().nullable(),
  request: recordedRequest.nullable(),
  /** In the order in which they ran. */
  checks: z.array(checkOutcome),
})
export type DecisionRecordView = z.infer<typeof decisionRecord>

/** A piece of a text that is set beside another: `differs` where the other lacks or replaces it. */
const segment = z.object({ text: z.string(), differs: z.boolean() })

/** Why a check refused, said from the record and from the configuration as it is now. */
export const explanation = z.object({
  check: z.string(),
  /** Sentences: what the difference is, what there is instead, when and by whom it ended. */
  notes: z.array(z.string()),
  /** What came beside what would have been right, the nearest first. */
  comparisons: z.array(
    z.object({
      /** What the expected one is: "Registered", "Known client". */
      label: z.string(),
      /** In words: "a trailing slash", "the port". */
      difference: z.string(),
      received: z.array(segment),
      expected: z.array(segment),
    }),
  ),
})
export type Explanation = z.infer<typeof explanation>

/** An administrator's change that would have let the request pass. */
export const fix = z.object({
  /** Names it within its record: `redirect_uri.add`. */
  id: z.string(),
  /** "Add http://localhost:3000/callback/ to Web app". */
  sentence: z.string(),
  /** What it does to whom, before it is done. */
  changes: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
  /** What to think of first; `null` where there is nothing. */
  caution: z.string().nullable(),
  undoable: z.boolean(),
})
export type Fix = z.infer<typeof fix>

/** All criteria are combined with AND; an absent one matches everything. */
export const activityFilter = z.strictObject({
  outcomes: z.array(decisionOutcome).min(1).optional(),
  endpoints: z.array(z.string().min(1).max(40)).min(1).max(40).optional(),
  clients: z.array(z.string().min(1).max(200)).min(1).max(100).optional(),
  errors: z.array(z.string().min(1).max(60)).min(1).max(40).optional(),
  /** The check that refused. */
  checks: z.array(z.string().min(1).max(60)).min(1).max(60).optional(),
  /** Matched against the subject and the user name, ignoring case. */
  user: z
    .strictObject({
      operator: z.enum(['is', 'starts', 'contains']),
      value: z.string().min(1).max(255),
    })
    .optional(),
  family: grantIdentifier.optional(),
  session: z.string().min(1).max(64).optional(),
  /** One authorization and, where it led to a grant, every request that touched this. */
  flow: z.string().min(1).max(64).optional(),
  trace: z.string().min(1).max(64).optional(),
  /** An address, or the beginning of one (`10.0.`). */
  ip: z.string().min(1).max(64).optional(),
  /** Contained in the user agent, ignoring case. */
  device: z.string().min(1).max(200).optional(),
  at: period.optional(),
  /** Milliseconds at least. */
  slowerThan: z.int().min(0).optional(),
})
export type ActivityFilter = z.infer<typeof activityFilter>

/** Whether and how long requests are recorded. */
export const activitySettings = z.strictObject({
  recording: z.boolean(),
  /** Records kept at most. */
  limit: z.int().min(1000).max(1_000_000),
  /** Seconds that a record is kept at most. */
  lifetime: z.int().min(3600).max(31_536_000),
  /** For developers: refusals carry an `error_uri` (RFC 6749 §5.2) that names the trace. */
  traceInErrorUri: z.boolean(),
})
export type ActivitySettings = z.infer<typeof activitySettings>

const byId = z.strictObject({ id: z.int().min(1) })

export const activityOperations = {
  /** Newest first: those before an id, or the newest of those after one. */
  'activity.list': {
    input: z.strictObject({
      filter: activityFilter.default({}),
      before: z.int().min(1).optional(),
      after: z.int().min(0).optional(),
      limit: z.int().min(1).max(500),
    }),
    output: z.object({ records: z.array(decisionSummary) }),
  },
  'activity.count': {
    input: z.strictObject({ filter: activityFilter }),
    output: z.object({ count: z.int() }),
  },
  'activity.get': {
    input: byId,
    output: z.object({
      record: decisionRecord,
      explanations: z.array(explanation),
      fixes: z.array(fix),
    }),
  },
  /** What the filter bar offers: names that occur in what is kept. */
  'activity.facets': {
    input: empty,
    output: z.object({
      endpoints: z.array(z.string()),
      clients: z.array(z.string()),
      errors: z.array(z.string()),
      checks: z.array(z.string()),
    }),
  },
  /** A file to hand on: records whole, people and addresses under other names, no secret. */
  'activity.export': {
    input: z.strictObject({ ids: z.array(z.int().min(1)).min(1).max(1000) }),
    output: z.object({ text: z.string() }),
  },
  'activity.settings': { input: empty, output: activitySettings },
  'activity.configure': { input: activitySettings, output: activitySettings },
  'activity.clear': { input: empty, output: empty },
}

export const fixOperations = {
  /** Makes the change that a fix promises; `audit.undo` takes it back. */
  'activity.applyFix': {
    input: z.strictObject({ id: z.int().min(1), fix: z.string().min(1).max(60) }),
    output: z.object({ sentence: z.string(), auditId: z.int(), undoable: z.boolean() }),
  },
}

/** How far an application has come since somebody began to watch. */
export const contactStep = z.object({
  step: z.enum(['discovery', 'authorize', 'token', 'refresh']),
  /** The newest request of this step; `null` while it is waited for. */
  record: decisionSummary.nullable(),
})

export const firstContactOperations = {
  'firstContact.watch': {
    input: z.strictObject({ clientId: clientIdentifier, since: epochSeconds }),
    output: z.object({ steps: z.array(contactStep) }),
  },
}
