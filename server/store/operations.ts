import { adminPointReads, adminSearches, adminWrites } from './admin-operations.ts'
import { listAudit } from './audit.ts'
import { findClient } from './clients.ts'
import { listResources } from './resources.ts'
import { findUser, findUserByName } from './users.ts'

/** Reads by key, cheap enough for the issuer's own thread. */
export const pointReads = {
  ...adminPointReads,
  findClient,
  findUser,
  findUserByName,
  listResources,
}

/** Reads that may take their time: they run on the reader thread. */
export const searches = {
  ...adminSearches,
  listAudit,
}

/** Each is one transaction on the one writer; every input names `now`. */
export const writes = {
  ...adminWrites,
}
