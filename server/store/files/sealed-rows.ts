import type { Database } from 'better-sqlite3'

import { unseal } from '#domain/seal.ts'

/** The setting that holds the key which refresh tokens are derived with, sealed. */
export const rotationKeyName = 'rotation_key'

interface SealedRow {
  readonly place: string
  readonly sealed: Uint8Array
}

/** Everything that the data key seals. */
function listSealed(db: Database): readonly SealedRow[] {
  const rotationKey = db
    .prepare(/* sql */ `SELECT value FROM settings WHERE name = ?`)
    .pluck()
    .get(rotationKeyName)
  const signingKeys = db
    .prepare(/* sql */ `SELECT kid AS place, private_key AS sealed FROM signing_keys`)
    // The two columns above, in the types that a STRICT table gives them.
    .all() as SealedRow[]
  if (typeof rotationKey !== 'string') return signingKeys
  const sealed = Buffer.from(rotationKey, 'base64url')
  return [{ place: rotationKeyName, sealed }, ...signingKeys]
}

/** Whether a data key opens what this store has sealed; with nothing sealed, none is needed. */
export function opensSealed(db: Database, dataKey: Uint8Array | undefined): boolean {
  return listSealed(db).every(({ place, sealed }) => dataKey && opens(dataKey, place, sealed))
}

function opens(dataKey: Uint8Array, place: string, sealed: Uint8Array): boolean {
  try {
    unseal(dataKey, place, sealed)
    return true
  } catch {
    return false
  }
}
