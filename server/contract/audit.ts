import { z } from 'zod'

import { epochSeconds } from './values.ts'

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

export const auditOperations = {
  'audit.list': {
    input: z.strictObject({ before: z.int().min(1).optional(), limit: z.int().min(1).max(500) }),
    output: z.object({ entries: z.array(auditEntry) }),
  },
  /** Takes back a change whose target is still as the entry left it. Audited itself. */
  'audit.undo': {
    input: z.strictObject({ id: z.int().min(1) }),
    output: z.object({ auditId: z.int() }),
  },
}
