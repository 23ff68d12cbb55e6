import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

import { seal, unseal } from '#domain/seal.ts'
import { rotationKeyName } from '#store/files/sealed-rows.ts'
import type { Store } from '#store/open-store.ts'

const keyBytes = 32

/**
 * The key that seals private keys in the store. It lies beside the store in a file of mode 0600,
 * which the console calls by its name: unprotected, file mode only.
 * @throws where the store has sealed something and its key is gone
 */
export async function openDataKey(folder: string, store: Store): Promise<Buffer> {
  if (folder === ':memory:') return randomBytes(keyBytes)
  const file = join(folder, 'data.key')
  const key = existsSync(file) ? readFileSync(file) : undefined
  if (key?.length === keyBytes) return key
  if (await hasSealed(store))
    throw new Error(
      `${file} is ${key ? 'damaged' : 'missing'}. Without it the signing keys of this store cannot be opened: put it back.`,
    )
  return makeKey(file)
}

/** A first start that was cut short has sealed nothing yet: it may begin again. */
async function hasSealed(store: Store): Promise<boolean> {
  const keys = await store.listSigningKeys({})
  return keys.length > 0 || (await store.listSettings({})).has(rotationKeyName)
}

/** Whole or not at all, and on the disk before anything is sealed with it. */
function makeKey(file: string): Buffer {
  const key = randomBytes(keyBytes)
  const unfinished = openSync(`${file}.tmp`, 'w', 0o600)
  writeSync(unfinished, key)
  fsyncSync(unfinished)
  closeSync(unfinished)
  renameSync(`${file}.tmp`, file)
  return key
}

/** The key that refresh tokens are derived with; made by the first start, sealed in the store. */
export async function openRotationKey(
  store: Store,
  dataKey: Uint8Array,
  now: number,
): Promise<KeyObject> {
  const settings = await store.listSettings({})
  const stored = settings.get(rotationKeyName)
  if (stored !== undefined)
    return createSecretKey(unseal(dataKey, rotationKeyName, Buffer.from(stored, 'base64url')))
  const key = randomBytes(32)
  const value = seal(dataKey, rotationKeyName, key).toString('base64url')
  await store.putSetting({ name: rotationKeyName, value, now })
  return createSecretKey(key)
}
