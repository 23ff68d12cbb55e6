import { listAudit } from './audit.ts'
import { findClient } from './clients.ts'
import { listResources } from './resources.ts'
import { findUser, findUserByName } from './users.ts'

/** Reads by key, cheap enough for the issuer's own thread. */
export const pointReads = {
  findClient,
  findUser,
  findUserByName,
  listResources,
}

/** Reads that may take their time: they run on the reader thread. */
export const searches = {
  listAudit,
}

/** Each is one transaction on the one writer; every input names `now`. */
export const writes = {}
