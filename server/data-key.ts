import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { seal, unseal } from '#domain/seal.ts'
import type { Store } from '#store/open-store.ts'

/**
 * The key that seals private keys in the store. It lies beside the store in a file of mode 0600,
 * which the console calls by its name: unprotected, file mode only.
 * @throws where an old store has lost its key.
 */
export function openDataKey(folder: string, isNew: boolean): Buffer {
  if (folder === ':memory:') return randomBytes(32)
  const file = join(folder, 'data.key')
  if (existsSync(file)) return readFileSync(file)
  if (!isNew)
    throw new Error(
      `${file} is missing. Without it the signing keys of this store cannot be opened: put it back.`,
    )
  const key = randomBytes(32)
  writeFileSync(file, key, { mode: 0o600, flag: 'wx' })
  return key
}

const rotationKeyName = 'rotation_key'

/** The key that refresh tokens are derived with; made by the first start, sealed in the store. */
export async function openRotationKey(
  store: Store,
  dataKey: Uint8Array,
  now: number,
): Promise<Buffer> {
  const settings = await store.listSettings({})
  const stored = settings.get(rotationKeyName)
  if (stored !== undefined)
    return unseal(dataKey, rotationKeyName, Buffer.from(stored, 'base64url'))
  const key = randomBytes(32)
  const value = seal(dataKey, rotationKeyName, key).toString('base64url')
  await store.putSetting({ name: rotationKeyName, value, now })
  return key
}
