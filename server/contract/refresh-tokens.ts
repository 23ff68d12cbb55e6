import { z } from 'zod'

import { refreshTokenSortKeys, refreshTokenStatuses } from './closed-sets.ts'
import {
  clientIdentifier,
  empty,
  epochSeconds,
  grantIdentifier,
  period,
  scopeValue,
  subjectIdentifier,
} from './values.ts'

/** Derived in one place (`store/refresh-token-status.ts`); nobody else decides it. */
export const refreshTokenStatus = z.enum(refreshTokenStatuses)
export type RefreshTokenStatus = z.infer<typeof refreshTokenStatus>

/** All criteria are combined with AND; an absent one matches everything. */
export const refreshTokenFilter = z.strictObject({
  /** Matched against the subject, the user name and the display name, ignoring case. */
  subject: z
    .strictObject({
      operator: z.enum(['is', 'starts', 'contains']),
      value: z.string().min(1).max(255),
    })
    .optional(),
  clients: z.array(clientIdentifier).min(1).max(100).optional(),
  scope: z
    .strictObject({ match: z.enum(['any', 'all']), values: z.array(scopeValue).min(1).max(50) })
    .optional(),
  status: z.array(refreshTokenStatus).min(1).optional(),
  issued: period.optional(),
  lastUsed: period.optional(),
  expires: period.optional(),
  family: grantIdentifier.optional(),
  /** An address, or the beginning of one (`10.0.`). */
  ip: z.string().min(1).max(64).optional(),
  /** Contained in the user agent, ignoring case. */
  device: z.string().min(1).max(200).optional(),
  session: z.string().min(1).max(64).optional(),
  /** What one act of revocation took. */
  revocation: z.int().min(1).optional(),
})
export type RefreshTokenFilter = z.infer<typeof refreshTokenFilter>

export const refreshTokenSort = z.strictObject({
  by: z.enum(refreshTokenSortKeys),
  direction: z.enum(['ascending', 'descending']),
})
export type RefreshTokenSort = z.infer<typeof refreshTokenSort>

/** A family at its current generation. */
export const refreshTokenRow = z.object({
  id: grantIdentifier,
  status: refreshTokenStatus,
  subject: z.string(),
  /** `null` when the user was deleted. */
  username: z.string().nullable(),
  name: z.string().nullable(),
  clientId: z.string(),
  /** `null` when the client was deleted. */
  clientName: z.string().nullable(),
  scope: z.array(z.string()),
  generation: z.int(),
  issuedAt: epochSeconds,
  lastUsedAt: epochSeconds.nullable(),
  expiresAt: epochSeconds,
  uses: z.int(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  /** The user agent in words: "Chrome on Linux", "openid-client". */
  device: z.string().nullable(),
  session: z.string().nullable(),
})
export type RefreshTokenRow = z.infer<typeof refreshTokenRow>

const historyEntry = z.object({
  generation: z.int(),
  kind: z.enum(['issued', 'rotated', 'reused', 'grace', 'replayed']),
  at: epochSeconds,
  ip: z.string().nullable(),
  device: z.string().nullable(),
  accessToken: z
    .object({
      id: z.string(),
      format: z.enum(['jwt', 'opaque']),
      expiresAt: epochSeconds,
      /** A JWT is accepted by APIs until it expires, whatever is revoked here. */
      active: z.boolean(),
    })
    .nullable(),
})

export const revocation = z.object({
  id: z.int(),
  at: epochSeconds,
  by: z.string(),
  reason: z.string(),
  /** `null` while it goes on, once undone, or too late. */
  undoUntil: epochSeconds.nullable(),
})

export const refreshTokenDetail = z.object({
  token: refreshTokenRow,
  idleExpiresAt: epochSeconds,
  absoluteExpiresAt: epochSeconds,
  usage: z.enum(['rotate', 'reuse']).nullable(),
  /** Newest first: the newest 500, and the first one where that leaves some out. */
  history: z.array(historyEntry),
  historyCut: z.boolean(),
  /** When its user or client was deleted. */
  orphanedAt: epochSeconds.nullable(),
  /** Whether opaque access tokens ended with the family; a JWT cannot. */
  accessRevoked: z.boolean(),
  revocation: revocation.nullable(),
  /** When a user's remembered consent ends; `null` where none is remembered. */
  consentUntil: epochSeconds.nullable(),
  session: z
    .object({
      id: z.string(),
      authenticatedAt: epochSeconds,
      ip: z.string().nullable(),
      active: z.boolean(),
    })
    .nullable(),
  /** A family of the sample workspace, with an older token that *Steal it* can replay. */
  canBeStolen: z.boolean(),
  /** How many active families this user has at this client, this one included. */
  familiesOfUserAtClient: z.int(),
})
export type RefreshTokenDetail = z.infer<typeof refreshTokenDetail>

/** Which tokens an act is about. Never by token value. */
export const revocationTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('token'), id: grantIdentifier }),
  z.strictObject({ kind: z.literal('family'), id: grantIdentifier }),
  z.strictObject({ kind: z.literal('selection'), ids: z.array(grantIdentifier).min(1).max(1000) }),
  z.strictObject({
    kind: z.literal('user-at-client'),
    subject: subjectIdentifier,
    clientId: clientIdentifier,
  }),
  z.strictObject({ kind: z.literal('user'), subject: subjectIdentifier }),
  z.strictObject({ kind: z.literal('client'), clientId: clientIdentifier }),
  z.strictObject({ kind: z.literal('filter'), filter: refreshTokenFilter }),
])
export type RevocationTarget = z.infer<typeof revocationTarget>

/** What a revocation would take, before it is done. */
export const revocationPreview = z.object({
  tokens: z.int(),
  users: z.int(),
  clients: z.int(),
  accessTokens: z.object({
    /** Opaque ones die with the grant. */
    opaque: z.int(),
    /** JWTs stay valid at APIs until they expire. */
    jwt: z.int(),
    jwtValidUntil: epochSeconds.nullable(),
  }),
})
export type RevocationPreview = z.infer<typeof revocationPreview>

/** An act of revocation, or its undo, and how far it has come. */
export const revocationAct = z.object({
  revocation,
  kind: z.enum(['revoke', 'delete', 'undo']),
  state: z.enum(['running', 'finished', 'cancelled', 'failed']),
  /** Families that it has been at, of how many. */
  reached: z.int(),
  planned: z.int(),
  /** How many it took or, as an undo, gave back: others may have been faster. */
  tokens: z.int(),
})
export type RevocationActView = z.infer<typeof revocationAct>

const search = {
  filter: refreshTokenFilter,
  sort: refreshTokenSort,
}

const byRevocation = z.strictObject({ revocationId: z.int().min(1) })

export const savedView = z.object({ name: z.string(), query: z.string() })

export const refreshTokenOperations = {
  'refreshTokens.search': {
    input: z.strictObject({
      ...search,
      cursor: z.string().max(500).optional(),
      limit: z.int().min(1).max(500),
    }),
    output: z.object({ rows: z.array(refreshTokenRow), nextCursor: z.string().nullable() }),
  },
  'refreshTokens.count': {
    input: z.strictObject({ filter: refreshTokenFilter }),
    output: z.object({ count: z.int() }),
  },
  'refreshTokens.get': {
    input: z.strictObject({ id: grantIdentifier }),
    output: refreshTokenDetail,
  },
  'refreshTokens.previewRevocation': {
    input: z.strictObject({ target: revocationTarget }),
    output: revocationPreview,
  },
  'refreshTokens.revoke': {
    input: z.strictObject({
      target: revocationTarget,
      /** `revoke` keeps a tombstone that still explains a later replay; `delete` removes the row. */
      mode: z.enum(['revoke', 'delete']),
      reason: z.string().max(500),
    }),
    /** A large act goes on after this answer: `refreshTokens.listActs` follows it. */
    output: revocationAct,
  },
  'refreshTokens.undo': { input: byRevocation, output: revocationAct },
  /** Answers when the act has ended: what it took stays taken, and can be undone. */
  'refreshTokens.cancelRevocation': { input: byRevocation, output: revocationAct },
  /** What goes on, and what has ended a minute ago at most; changes by the topic `revocations`. */
  'refreshTokens.listActs': { input: empty, output: z.object({ acts: z.array(revocationAct) }) },
  'refreshTokens.export': {
    input: z.strictObject({
      ...search,
      format: z.enum(['csv', 'json']),
      /** Present on every part but the first; parts are joined as they come. */
      cursor: z.string().max(500).optional(),
    }),
    output: z.object({ text: z.string(), nextCursor: z.string().nullable() }),
  },
  'refreshTokens.facets': {
    input: empty,
    /** What the filter bar offers: clients with tokens (deleted ones too) and scopes in use. */
    output: z.object({
      clients: z.array(z.object({ clientId: z.string(), name: z.string().nullable() })),
      scopes: z.array(z.string()),
    }),
  },
  'savedViews.list': { input: empty, output: z.object({ views: z.array(savedView) }) },
  'savedViews.save': {
    input: z.strictObject({ name: z.string().trim().min(1).max(80), query: z.string().max(2000) }),
    output: z.object({ views: z.array(savedView) }),
  },
  'savedViews.delete': {
    input: z.strictObject({ name: z.string().min(1).max(80) }),
    output: z.object({ views: z.array(savedView) }),
  },
}
