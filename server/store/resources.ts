import type { ResourceServer, ScopeSettings, SigningAlgorithm } from '#domain/resource.ts'

import { inSnapshot, listRows, type ReadableDb } from './database.ts'

interface ResourceRow {
  readonly audience: string
  readonly name: string
  readonly enabled: number
  readonly signing_algorithm: SigningAlgorithm
  readonly access_token_lifetime: number | null
  readonly version: number
}

interface ScopeRow {
  readonly audience: string
  readonly name: string
  readonly display_name: string
  readonly description: string
  readonly emphasize: number
}

/** All resource servers with their scopes, by audience: there are few, and most questions need all. */
export function listResources(db: ReadableDb): readonly ResourceServer[] {
  return inSnapshot(db, () => readResources(db))
}

function readResources(db: ReadableDb): readonly ResourceServer[] {
  const scopes = Map.groupBy(
    listRows<ScopeRow>(
      db,
      /* sql */ `
      SELECT audience, name, display_name, description, emphasize
        FROM scopes ORDER BY audience, position`, // scopes_by_audience
    ),
    ({ audience }) => audience,
  )
  return listRows<ResourceRow>(
    db,
    /* sql */ `
    SELECT audience, name, enabled, signing_algorithm, access_token_lifetime, version
      FROM resource_servers ORDER BY audience`,
  ).map((row) => ({
    audience: row.audience,
    name: row.name,
    enabled: row.enabled === 1,
    signingAlgorithm: row.signing_algorithm,
    accessTokenLifetime: row.access_token_lifetime,
    scopes: (scopes.get(row.audience) ?? []).map(toScope),
    version: row.version,
  }))
}

function toScope(row: ScopeRow): ScopeSettings {
  return {
    name: row.name,
    displayName: row.display_name,
    description: row.description,
    emphasize: row.emphasize === 1,
  }
}
