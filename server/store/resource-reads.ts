import type { ResourceServer } from '#domain/resource.ts'
import { parseScope } from '#domain/scope.ts'

import { findRow, listRows, type ReadableDb } from './database.ts'
import { statusOfGrant } from './refresh-token-status.ts'
import { listResources } from './resources.ts'

export interface ResourceUse {
  readonly resource: ResourceServer
  /** How many clients may ask for one of its scopes. */
  readonly clients: number
  /** How many active refresh tokens carry one of its scopes. */
  readonly activeTokens: number
}

export function listResourceUse(
  db: ReadableDb,
  { now }: { readonly now: number },
): readonly ResourceUse[] {
  // Many grants, few different scopes: what each resource has in them is decided once a scope.
  const scopes = listRows<{ scope: string; count: number }>(
    db,
    /* sql */ `
    SELECT scope, count(*) AS count FROM grants
     WHERE generation > 0 AND purge_at IS NULL AND ${statusOfGrant} = 'active'
     GROUP BY scope`,
    { now },
  ).map(({ scope, count }) => ({ values: parseScope(scope), count }))
  return listResources(db).map((resource) => {
    const own = new Set(resource.scopes.map(({ name }) => name))
    const active = scopes.filter(({ values }) => values.some((value) => own.has(value)))
    return {
      resource,
      clients: countClients(db, resource.audience),
      activeTokens: active.reduce((sum, { count }) => sum + count, 0),
    }
  })
}

function countClients(db: ReadableDb, audience: string): number {
  const found = findRow<{ count: number }>(
    db,
    /* sql */ `
    SELECT count(DISTINCT client_scopes.client_id) AS count
      FROM scopes JOIN client_scopes ON client_scopes.scope = scopes.name
     WHERE scopes.audience = ?`, // scopes_by_audience
    audience,
  )
  return found?.count ?? 0
}
