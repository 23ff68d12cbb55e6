import { z } from 'zod'

import { empty, epochSeconds, period } from './values.ts'

/** One act of an administrator. */
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
export type AuditEntry = z.infer<typeof auditEntry>

/** All criteria are combined with AND; an absent one matches everything. */
export const auditFilter = z.strictObject({
  operations: z.array(z.string().min(1).max(60)).min(1).max(60).optional(),
  actors: z.array(z.string().min(1).max(200)).min(1).max(60).optional(),
  /** Contained in the target or in what was done, ignoring case. */
  target: z.string().min(1).max(255).optional(),
  at: period.optional(),
})
export type AuditFilter = z.infer<typeof auditFilter>

/** A field that an act changed; `null` where it was not there before, or is not there after. */
export const fieldChange = z.object({
  field: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
})
export type FieldChange = z.infer<typeof fieldChange>

export const auditDetail = z.object({
  entry: auditEntry,
  changes: z.array(fieldChange),
  /** The act of revocation that this entry tells of. */
  revocation: z.int().nullable(),
  /** Of a kind that `audit.undo` takes back; whether it still can, it says itself. */
  undoable: z.boolean(),
})
export type AuditDetail = z.infer<typeof auditDetail>

export const auditOperations = {
  /** Newest first. */
  'audit.list': {
    input: z.strictObject({
      filter: auditFilter.default({}),
      before: z.int().min(1).optional(),
      limit: z.int().min(1).max(500),
    }),
    output: z.object({ entries: z.array(auditEntry) }),
  },
  'audit.get': { input: z.strictObject({ id: z.int().min(1) }), output: auditDetail },
  /** What the filter bar offers. */
  'audit.facets': {
    input: empty,
    output: z.object({ operations: z.array(z.string()), actors: z.array(z.string()) }),
  },
  /** A part of a JSON list; parts are joined as they come. */
  'audit.export': {
    input: z.strictObject({
      filter: auditFilter.default({}),
      before: z.int().min(1).optional(),
    }),
    output: z.object({ text: z.string(), nextBefore: z.int().nullable() }),
  },
  /** Takes back a change whose target is still as the entry left it. Audited itself. */
  'audit.undo': {
    input: z.strictObject({ id: z.int().min(1) }),
    output: z.object({ auditId: z.int() }),
  },
}
