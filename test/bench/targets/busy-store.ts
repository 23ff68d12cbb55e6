import { createSecretKey, type KeyObject } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Configuration } from '#contract/configuration.ts'
import { unseal } from '#domain/seal.ts'
import { rotationKeyName } from '#store/files/sealed-rows.ts'
import { seedBusyIssuer } from '#test/bench/grid-data.ts'
import { openBeside, seededRandom } from '#test/support/seed-grants.ts'

import { startLatchkey, type Target } from './start-target.ts'
import { redirectUri } from './workspace.ts'

// An issuer whose store has filled up: seeded beside it, then served as ever.

const day = 86_400
/** The seeded past ends so far ahead that no seeded token has expired yet: none is swept away. */
const aheadOfNow = 75 * day

/** A seeded refresh token that can be redeemed; the next one is of the next generation. */
export interface SeededToken {
  readonly grantId: number
  generation: number
  readonly clientId: string
  readonly salt: Uint8Array
}

export interface BusyStore {
  readonly target: Target
  readonly rotationKey: KeyObject
  /** From all over the store, in random order. */
  readonly tokens: readonly SeededToken[]
}

/** Seeds a store in a folder of its own and serves it. */
export async function openBusyStore(
  folder: string,
  count: number,
  sample: number,
): Promise<BusyStore> {
  mkdirSync(folder, { mode: 0o700 })
  await (await startLatchkey(folder, { issuer: { signingAlgorithm: 'ES256' } })).stop()
  seedBusyIssuer(folder, count, Math.floor(Date.now() / 1000) + aheadOfNow)
  const { rotationKey, tokens } = readBeside(folder, count, sample)
  return { target: await startLatchkey(folder, configuration()), rotationKey, tokens }
}

/** Lets the seeded clients refresh, and gives their scopes an API. */
function configuration(): Configuration {
  const scopes = ['read', 'write', 'urn:webapisecurity']
  return {
    issuer: { signingAlgorithm: 'ES256' },
    resources: [{ audience: 'urn:api', scopes: scopes.map((name) => ({ name })) }],
    clients: Array.from({ length: 50 }, (_, index) => ({
      clientId: `client-${index}`,
      type: 'public',
      flow: 'code',
      redirectUris: [redirectUri],
      scopes: ['openid', 'profile', 'email', 'offline_access', ...scopes],
      refreshTokens: { enabled: true },
    })),
  }
}

function readBeside(
  folder: string,
  count: number,
  sample: number,
): { readonly rotationKey: KeyObject; readonly tokens: readonly SeededToken[] } {
  const db = openBeside(join(folder, 'latchkey.sqlite'))
  const sealed = db
    .prepare<[string], string>(/* sql */ `SELECT value FROM settings WHERE name = ?`)
    .pluck()
    .get(rotationKeyName)
  const dataKey = readFileSync(join(folder, 'data.key'))
  const rotationKey = unseal(dataKey, rotationKeyName, Buffer.from(sealed ?? '', 'base64url'))
  const find = db.prepare<[number], SeededToken>(/* sql */ `
    SELECT id AS grantId, generation, client_id AS clientId, salt FROM grants
     WHERE id = ? AND revoked_at IS NULL AND orphaned_at IS NULL`)
  const random = seededRandom(2)
  const tokens = new Map<number, SeededToken>()
  for (let tries = 0; tries < sample; tries += 1) {
    const token = find.get(1 + Math.floor(random() * count))
    if (token) tokens.set(token.grantId, token)
  }
  db.close()
  return { rotationKey: createSecretKey(rotationKey), tokens: [...tokens.values()] }
}
