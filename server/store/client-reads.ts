import type { Client } from '#domain/client.ts'

import { findClient } from './clients.ts'
import { findRow, listRows, type ReadableDb } from './database.ts'
import { statusOfGrant } from './refresh-token-status.ts'

export interface ClientListRow {
  readonly clientId: string
  readonly name: string
  readonly flow: Client['flow']
  readonly type: Client['type']
  readonly enabled: number
  readonly refreshTokens: number
  readonly activeTokens: number
  readonly lastUsedAt: number | null
}

/** All clients by name, each with how many of its refresh tokens are active at `now`. */
export function listClients(
  db: ReadableDb,
  { now }: { readonly now: number },
): readonly ClientListRow[] {
  return listRows<ClientListRow>(
    db,
    /* sql */ `
    WITH active AS (
      SELECT client_id, count(*) AS count FROM grants
       WHERE generation > 0 AND purge_at IS NULL AND ${statusOfGrant} = 'active'
       GROUP BY client_id)
    SELECT clients.client_id AS clientId, name, flow, type, enabled,
           refresh_enabled AS refreshTokens, ifnull(active.count, 0) AS activeTokens,
           last_used_at AS lastUsedAt
      FROM clients LEFT JOIN active ON active.client_id = clients.client_id
     ORDER BY name`,
    { now },
  )
}

export interface ClientWithTokens {
  readonly client: Client
  readonly activeTokens: number
}

export function findClientWithTokens(
  db: ReadableDb,
  { clientId, now }: { readonly clientId: string; readonly now: number },
): ClientWithTokens | undefined {
  const client = findClient(db, { clientId })
  if (!client) return undefined
  const active = findRow<{ count: number }>(
    db,
    /* sql */ `
    SELECT count(*) AS count FROM grants
     WHERE client_id = @clientId AND generation > 0 AND purge_at IS NULL
       AND ${statusOfGrant} = 'active'`, // grants_by_client
    { clientId, now },
  )
  return { client, activeTokens: active?.count ?? 0 }
}
