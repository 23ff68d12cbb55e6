import { z } from 'zod'

import { empty, epochSeconds } from './values.ts'

export const issuerStatus = z.object({
  issuer: z.string(),
  name: z.string(),
  version: z.string(),
  state: z.enum(['running', 'stopped', 'failed']),
  /** Where it listens: loopback, or every interface. */
  network: z.enum(['loopback', 'lan']),
  tls: z.boolean(),
  /** Seconds that the issuer's clock differs from the system's; 0 as a rule. */
  clockOffset: z.int(),
  now: epochSeconds,
  /** `file` is "unprotected, file mode only". */
  keyProtection: z.enum(['keyring', 'passphrase', 'file', 'memory']),
  endpoints: z.array(z.object({ name: z.string(), url: z.string() })),
  counts: z.object({
    clients: z.int(),
    users: z.int(),
    resources: z.int(),
    activeRefreshTokens: z.int(),
    refusalsLastHour: z.int(),
  }),
})
export type IssuerStatus = z.infer<typeof issuerStatus>

export const issuerOperations = {
  'issuer.status': { input: empty, output: issuerStatus },
  'issuer.tokensPerMinute': {
    input: empty,
    /** The last 60 minutes, oldest first; the last one is still running. */
    output: z.object({ startsAt: epochSeconds, counts: z.array(z.int()) }),
  },
  'workspace.loadSample': {
    input: empty,
    output: z.object({ clients: z.int(), users: z.int(), resources: z.int() }),
  },
  /** Secrets and passwords made by the first start or by loading the sample: given out once. */
  'workspace.takeGeneratedSecrets': {
    input: empty,
    output: z.object({
      secrets: z.array(
        z.object({
          kind: z.enum(['client secret', 'password']),
          owner: z.string(),
          value: z.string(),
        }),
      ),
    }),
  },
}
