import { recordPardon, undoAudited } from './audit-undo.ts'
import { deleteClient, insertClient, setClientEnabled, updateClient } from './client-changes.ts'
import { listClientIds } from './client-names.ts'
import { findClientWithTokens, listClients } from './client-reads.ts'
import { addClientSecret, removeClientSecret } from './client-secrets.ts'
import { applyConfiguration } from './configuration-changes.ts'
import { deleteConsent } from './consent-changes.ts'
import { countConsents, findConsentWithTokens, listConsents } from './consent-reads.ts'
import {
  clearDecisions,
  countDecisions,
  findDecision,
  findNewestDecision,
  listDecisionFacets,
  listDecisions,
  recordClearing,
} from './decision-reads.ts'
import { configureRecording, findRecordingSettings } from './decision-settings.ts'
import { countEverything, countTokensByMinute } from './overview-reads.ts'
import { findRefreshTokenDetail } from './refresh-token-detail.ts'
import { countRefreshTokens, listFacets, searchRefreshTokens } from './refresh-token-search.ts'
import { deleteResource, insertResource, updateResource } from './resource-changes.ts'
import { listResourceUse } from './resource-reads.ts'
import { endRevocation, extendRevocation, startRevocation } from './revocation-changes.ts'
import { findRevocationTargets, previewRevocation } from './revocation-targets.ts'
import { startUndo, undoSlice } from './revocation-undo.ts'
import { listRevocationsGoingOn } from './revocations.ts'
import { deleteView, listSavedViews, saveView } from './saved-views.ts'
import { purgeDeleted } from './sweep.ts'
import { addTemporarySecret, removeTemporarySecret } from './temporary-secrets.ts'
import { findAccessTokenOfGrant, findCodeRecord } from './token-records.ts'
import { deleteUser, insertUser, setUserPassword, updateUser } from './user-changes.ts'
import { findUserWithTokens, listUsers } from './user-reads.ts'

/** Reads by key that an administrator asks for, cheap enough for the issuer's own thread. */
export const adminPointReads = {
  findDecision,
  findRecordingSettings,
  listRevocationsGoingOn,
  listSavedViews,
}

/** What an administrator searches: on the reader thread. */
export const adminSearches = {
  countConsents,
  countDecisions,
  countEverything,
  countRefreshTokens,
  countTokensByMinute,
  findAccessTokenOfGrant,
  findClientWithTokens,
  findCodeRecord,
  findConsentWithTokens,
  findNewestDecision,
  findRefreshTokenDetail,
  findRevocationTargets,
  findUserWithTokens,
  listClientIds,
  listClients,
  listConsents,
  listDecisionFacets,
  listDecisions,
  listFacets,
  listResourceUse,
  listUsers,
  previewRevocation,
  searchRefreshTokens,
}

/** What an administrator changes. */
export const adminWrites = {
  addClientSecret,
  addTemporarySecret,
  applyConfiguration,
  clearDecisions,
  configureRecording,
  deleteClient,
  deleteConsent,
  deleteResource,
  deleteUser,
  deleteView,
  endRevocation,
  extendRevocation,
  insertClient,
  insertResource,
  insertUser,
  purgeDeleted,
  recordClearing,
  recordPardon,
  removeClientSecret,
  removeTemporarySecret,
  saveView,
  setClientEnabled,
  setUserPassword,
  startRevocation,
  startUndo,
  undoAudited,
  undoSlice,
  updateClient,
  updateResource,
  updateUser,
}
