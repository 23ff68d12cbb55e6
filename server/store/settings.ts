import { change, insertRow, listRows, type ReadableDb, type WritableDb } from './database.ts'

/** All settings by name. */
export function listSettings(db: ReadableDb): ReadonlyMap<string, string> {
  return new Map(
    listRows<{ name: string; value: string }>(db, /* sql */ `SELECT name, value FROM settings`).map(
      ({ name, value }) => [name, value],
    ),
  )
}

export function putSetting(
  db: WritableDb,
  { name, value }: { readonly name: string; readonly value: string; readonly now: number },
): void {
  change(
    db,
    /* sql */ `
    INSERT INTO settings (name, value) VALUES (?, ?)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    name,
    value,
  )
}

export interface StoredSigningKey {
  readonly kid: string
  readonly algorithm: string
  /** JSON Web Key (RFC 7517), public part. */
  readonly publicJwk: string
  /** PKCS #8, sealed by the data key. */
  readonly privateKey: Uint8Array
  readonly createdAt: number
  readonly retiredAt: number | null
}

/** All signing keys, oldest first. */
export function listSigningKeys(db: ReadableDb): readonly StoredSigningKey[] {
  return listRows<StoredSigningKey>(
    db,
    /* sql */ `
    SELECT kid, algorithm, public_jwk AS publicJwk, private_key AS privateKey,
           created_at AS createdAt, retired_at AS retiredAt
      FROM signing_keys ORDER BY created_at, kid`,
  )
}

export function insertSigningKey(
  db: WritableDb,
  {
    key,
    now,
  }: { readonly key: Omit<StoredSigningKey, 'createdAt' | 'retiredAt'>; readonly now: number },
): void {
  insertRow(
    db,
    /* sql */ `
    INSERT INTO signing_keys (kid, algorithm, public_jwk, private_key, created_at)
    VALUES (?, ?, ?, ?, ?)`,
    key.kid,
    key.algorithm,
    key.publicJwk,
    key.privateKey,
    now,
  )
}
