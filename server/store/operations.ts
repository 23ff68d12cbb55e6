import { describeColumns } from '#store/columns/token-questions.ts'

import {
  findOpaqueAccessToken,
  isAccessTokenRevoked,
  recordAccessToken,
  revokeAccessToken,
} from './access-tokens.ts'
import { adminPointReads, adminSearches, adminWrites } from './admin-operations.ts'
import { findAudit, listAudit, listAuditFacets, listWholeAudit } from './audit-reads.ts'
import {
  insertAuthorization,
  redeemAuthorizationCode,
  type Authorization,
} from './authorization-codes.ts'
import { findClient } from './clients.ts'
import { findConsent } from './consents.ts'
import { pruneDecisions, recordDecisions } from './decisions.ts'
import { describeGrantEnding } from './grant-ending.ts'
import { findGrant, findGrantOrigin, redeemRefreshToken, revokeGrant } from './grants.ts'
import type { Call } from './group-commit.ts'
import { findInteraction, finishInteraction, insertInteraction } from './interactions.ts'
import { listResources } from './resources.ts'
import { endSession, findSession, insertSession } from './sessions.ts'
import { insertSigningKey, listSettings, listSigningKeys, putSetting } from './settings.ts'
import { sweepExpired, sweepGrants } from './sweep.ts'
import { findUser, findUserByName } from './users.ts'

/** What every request asks for and few writes change: kept until one of these does. */
export const rememberedReads = {
  findClient,
  findConsent,
  findGrantOrigin,
  findOpaqueAccessToken,
  findSession,
  findUser,
  isAccessTokenRevoked,
  listResources,
}

const changers: ReadonlySet<string> = new Set<keyof typeof writes>([
  'endSession',
  'insertSession',
  'revokeAccessToken',
  // An id may be used again.
  'sweepGrants',
])

/** Whether a write may change what a remembered read answers. */
export function changesRemembered({ operation, input }: Call): boolean {
  // Its input is an Authorization: callers reach operations through `Store`.
  if (operation === 'insertAuthorization') return (input as Authorization).consentExpiresAt !== null
  return changers.has(operation) || Object.hasOwn(adminWrites, operation)
}

/** Reads by key, a statement each, cheap enough for the issuer's own thread. */
export const pointReads = {
  ...adminPointReads,
  describeGrantEnding,
  findGrant,
  findInteraction,
  findUserByName,
  listSettings,
  listSigningKeys,
}

/** Reads that may take their time: they run on the reader thread. */
export const searches = {
  ...adminSearches,
  describeColumns,
  findAudit,
  listAudit,
  listAuditFacets,
  listWholeAudit,
}

/** Each is one transaction on the one writer; every input names `now`. */
export const writes = {
  ...adminWrites,
  endSession,
  finishInteraction,
  insertAuthorization,
  insertInteraction,
  insertSession,
  insertSigningKey,
  pruneDecisions,
  putSetting,
  recordAccessToken,
  recordDecisions,
  redeemAuthorizationCode,
  redeemRefreshToken,
  revokeAccessToken,
  revokeGrant,
  sweepExpired,
  sweepGrants,
}
