import { z } from 'zod'

import { signingAlgorithms } from './closed-sets.ts'
import { refreshTokenStatus } from './refresh-tokens.ts'
import { epochSeconds } from './values.ts'

/** What an API expects of the access tokens that it is sent. */
export const apiExpectation = z.strictObject({
  /** `null` is this issuer. */
  issuer: z.string().max(2000).nullable().default(null),
  /** `null` is not checked. */
  audience: z.string().max(2000).nullable().default(null),
  algorithms: z
    .array(z.enum(signingAlgorithms))
    .min(1)
    .max(10)
    .default([...signingAlgorithms]),
  scope: z.array(z.string().min(1).max(200)).max(50).default([]),
  tokenType: z.enum(['at+jwt', 'any']).default('at+jwt'),
  /** Seconds. */
  clockSkew: z.int().min(0).max(3600).default(0),
})
export type ApiExpectation = z.output<typeof apiExpectation>

const claimInWords = z.object({
  name: z.string(),
  value: z.string(),
  at: epochSeconds.nullable(),
  meaning: z.string().nullable(),
  clause: z.string().nullable(),
})

const acceptanceRule = z.object({
  rule: z.string(),
  clause: z.string(),
  outcome: z.enum(['passed', 'refused', 'unchecked']),
  expected: z.string(),
  received: z.string(),
})

/** What this issuer has on record about a token that it made. */
const tokenRecord = z.object({
  /** `null` for client credentials: there is no grant behind them. */
  family: z.string().nullable(),
  /** Of the family; `null` where there is none, or no refresh token came of the grant. */
  status: refreshTokenStatus.nullable(),
  clientId: z.string().nullable(),
  clientName: z.string().nullable(),
  subject: z.string().nullable(),
  username: z.string().nullable(),
  scope: z.array(z.string()),
  /** Which generation a refresh token is of, and which one is current. */
  generation: z.object({ own: z.int(), current: z.int() }).nullable(),
})

/** One token of a text. Its value is not here: where it stood, how long it is, its digest's beginning. */
export const inspectedToken = z.object({
  kind: z.enum([
    'access token',
    'id token',
    'JWT',
    'encrypted JWT',
    'opaque access token',
    'refresh token',
    'code',
    'jti',
  ]),
  start: z.int(),
  length: z.int(),
  /** What named it in the text: `Bearer`, `access_token`. */
  label: z.string().nullable(),
  fingerprint: z.string(),
  /** The plain answer: good, not good, or of no use to anybody. */
  verdict: z.object({
    tone: z.enum(['good', 'warning', 'bad', 'unknown']),
    title: z.string(),
    sentences: z.array(z.string()),
  }),
  jwt: z.object({ header: z.array(claimInWords), claims: z.array(claimInWords) }).nullable(),
  /** Whether an API would accept it; `null` where that is not decided by rules on a JWT. */
  api: z.object({ accepted: z.boolean(), rules: z.array(acceptanceRule) }).nullable(),
  record: tokenRecord.nullable(),
})
export type InspectedToken = z.infer<typeof inspectedToken>

export const inspectorOperations = {
  /** Takes what was pasted apart. Nothing of it is kept, and no token comes back. */
  'inspector.inspect': {
    input: z.strictObject({
      text: z.string().max(65_536, 'At most 65,536 characters can be looked at.'),
      api: apiExpectation.prefault({}),
    }),
    output: z.object({ now: epochSeconds, tokens: z.array(inspectedToken) }),
  },
}
