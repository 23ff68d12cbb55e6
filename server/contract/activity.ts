import { z } from 'zod'

import { empty, epochSeconds } from './values.ts'

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

/** What one request asked, which checks ran, and how it ended. Never a secret: digests and lengths. */
export const decisionRecord = z.object({
  id: z.int(),
  at: epochSeconds,
  /** Milliseconds from the request's arrival to its answer. */
  duration: z.number(),
  endpoint: z.string(),
  clientId: z.string().nullable(),
  subject: z.string().nullable(),
  grantId: z.string().nullable(),
  ip: z.string().nullable(),
  device: z.string().nullable(),
  outcome: z.enum(['passed', 'refused', 'failed']),
  /** The RFC's error code as sent; `null` when passed. */
  error: z.string().nullable(),
  /** The first check that refused, in words. */
  reason: z.string().nullable(),
  checks: z.array(checkOutcome),
})
export type DecisionRecordView = z.infer<typeof decisionRecord>

export const auditEntry = z.object({
  id: z.int(),
  at: epochSeconds,
  actor: z.string(),
  /** The operation: `clients.update`. */
  operation: z.string(),
  /** What it was done to: a client id, a subject, a family. */
  target: z.string(),
  summary: z.string(),
})

export const activityOperations = {
  'activity.list': {
    input: z.strictObject({
      before: z.int().min(1).optional(),
      limit: z.int().min(1).max(500),
      outcome: z.enum(['passed', 'refused', 'failed']).optional(),
      clientId: z.string().max(100).optional(),
    }),
    output: z.object({ records: z.array(decisionRecord) }),
  },
  'activity.get': { input: z.strictObject({ id: z.int().min(1) }), output: decisionRecord },
  'activity.clear': { input: empty, output: empty },
  'audit.list': {
    input: z.strictObject({ before: z.int().min(1).optional(), limit: z.int().min(1).max(500) }),
    output: z.object({ entries: z.array(auditEntry) }),
  },
}
