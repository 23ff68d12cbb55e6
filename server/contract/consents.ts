import { z } from 'zod'

import { revocationAct } from './refresh-tokens.ts'
import { clientIdentifier, epochSeconds, subjectIdentifier } from './values.ts'

/** What a user has allowed a client, remembered so that the user is not asked again. */
export const consent = z.object({
  subject: z.string(),
  username: z.string(),
  name: z.string(),
  clientId: z.string(),
  clientName: z.string(),
  scope: z.array(z.string()),
  /** Seconds that the user chose for offline access; `null` where it was not allowed. */
  offlineLifetime: z.int().nullable(),
  grantedAt: epochSeconds,
  expiresAt: epochSeconds,
  /** `ended` by time; `unused` where the client asks every time, or never. */
  state: z.enum(['active', 'ended', 'unused']),
})
export type Consent = z.infer<typeof consent>

/** All criteria are combined with AND; an absent one matches everything. */
export const consentFilter = z.strictObject({
  /** Contained in the user's name or display name, or in the client's name or id; or the subject. */
  text: z.string().min(1).max(200).optional(),
  subject: subjectIdentifier.optional(),
  clientId: clientIdentifier.optional(),
})
export type ConsentFilter = z.infer<typeof consentFilter>

const key = { subject: subjectIdentifier, clientId: clientIdentifier }

export const consentOperations = {
  /** The last given first. */
  'consents.list': {
    input: z.strictObject({
      filter: consentFilter.default({}),
      cursor: z.string().max(600).optional(),
      limit: z.int().min(1).max(500),
    }),
    output: z.object({ consents: z.array(consent), nextCursor: z.string().nullable() }),
  },
  'consents.count': {
    input: z.strictObject({ filter: consentFilter }),
    output: z.object({ count: z.int() }),
  },
  'consents.get': {
    input: z.strictObject(key),
    output: z.object({
      consent,
      /** The values of its scope as the user read them. */
      scopes: z.array(
        z.object({ value: z.string(), displayName: z.string(), emphasize: z.boolean() }),
      ),
      activeTokens: z.int(),
    }),
  },
  /** The user is asked again; `tokens` says whether what the client holds ends too. */
  'consents.revoke': {
    input: z.strictObject({ ...key, tokens: z.boolean(), reason: z.string().max(500) }),
    /** `null` where there was no token to take. A large act goes on after this answer. */
    output: z.object({ act: revocationAct.nullable() }),
  },
}
