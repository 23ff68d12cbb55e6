import { z } from 'zod'

import { signingAlgorithms } from './closed-sets.ts'
import { displayName, empty, lifetime, scopeValue } from './values.ts'

export const signingAlgorithm = z.enum(signingAlgorithms)

/** An API: any absolute URI is its audience (RFC 9068 §3, RFC 8707 §2). */
export const audience = z
  .string()
  .min(1)
  .max(500)
  .regex(/^[A-Za-z][A-Za-z0-9+.-]*:[^\s#]+$/, 'An audience is an absolute URI without a fragment.')

export const scopeSettings = z.strictObject({
  name: scopeValue,
  displayName: z.string().max(200),
  description: z.string().max(1000),
  /** Shown first and bold on the consent page. */
  emphasize: z.boolean(),
})

export const resourceSettings = z.strictObject({
  name: displayName,
  enabled: z.boolean(),
  signingAlgorithm,
  /** Seconds; `null` leaves it to the client. */
  accessTokenLifetime: lifetime.nullable(),
  scopes: z.array(scopeSettings).max(200),
})
export type ResourceSettings = z.infer<typeof resourceSettings>

export const resourceDetail = z.object({
  audience,
  settings: resourceSettings,
  version: z.int(),
  /** How many clients may ask for one of its scopes. */
  clients: z.int(),
  activeTokens: z.int(),
})
export type ResourceDetail = z.infer<typeof resourceDetail>

const byAudience = z.strictObject({ audience })

export const resourceOperations = {
  'resources.list': { input: empty, output: z.object({ items: z.array(resourceDetail) }) },
  'resources.get': { input: byAudience, output: resourceDetail },
  'resources.create': {
    input: z.strictObject({ audience, settings: resourceSettings }),
    output: resourceDetail,
  },
  'resources.update': {
    input: z.strictObject({ audience, version: z.int(), settings: resourceSettings }),
    output: resourceDetail,
  },
  'resources.delete': { input: byAudience, output: empty },
}
