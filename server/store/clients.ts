import type { Client, ClientSecret, RedirectUri } from '#domain/client.ts'

import { findRow, inSnapshot, listRows, type ReadableDb } from './database.ts'

interface ClientRow {
  readonly client_id: string
  readonly name: string
  readonly description: string
  readonly enabled: number
  readonly type: Client['type']
  readonly flow: Client['flow']
  readonly pkce: Client['pkce']
  readonly consent: Client['consent']
  readonly consent_lifetime: number
  readonly refresh_enabled: number
  readonly refresh_usage: Client['refreshTokens']['usage']
  readonly refresh_grace: number
  readonly refresh_idle_lifetime: number
  readonly refresh_absolute_lifetime: number
  readonly access_token_lifetime: number
  readonly access_token_format: Client['accessToken']['format']
  readonly profile_claims_in_id_token: number
  readonly created_at: number
  readonly last_used_at: number | null
  readonly version: number
}

/** A client by its id, with its URIs, scopes and secrets. */
export function findClient(
  db: ReadableDb,
  { clientId }: { readonly clientId: string },
): Client | undefined {
  return inSnapshot(db, () => {
    const row = findRow<ClientRow>(
      db,
      /* sql */ `
      SELECT client_id, name, description, enabled, type, flow, pkce, consent, consent_lifetime,
             refresh_enabled, refresh_usage, refresh_grace, refresh_idle_lifetime,
             refresh_absolute_lifetime, access_token_lifetime, access_token_format,
             profile_claims_in_id_token, created_at, last_used_at, version
        FROM clients WHERE client_id = ?`,
      clientId,
    )
    return row && toClient(db, row)
  })
}

function toClient(db: ReadableDb, row: ClientRow): Client {
  return {
    clientId: row.client_id,
    name: row.name,
    description: row.description,
    enabled: row.enabled === 1,
    type: row.type,
    flow: row.flow,
    pkce: row.pkce,
    redirectUris: listRedirectUris(db, row.client_id, 'redirect'),
    postLogoutRedirectUris: listRedirectUris(db, row.client_id, 'post_logout'),
    scopes: listScopes(db, row.client_id),
    consent: row.consent,
    consentLifetime: row.consent_lifetime,
    refreshTokens: {
      enabled: row.refresh_enabled === 1,
      usage: row.refresh_usage,
      graceSeconds: row.refresh_grace,
      idleLifetime: row.refresh_idle_lifetime,
      absoluteLifetime: row.refresh_absolute_lifetime,
    },
    accessToken: { lifetime: row.access_token_lifetime, format: row.access_token_format },
    profileClaimsInIdToken: row.profile_claims_in_id_token === 1,
    secrets: listSecrets(db, row.client_id),
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    version: row.version,
  }
}

function listRedirectUris(
  db: ReadableDb,
  clientId: string,
  kind: 'redirect' | 'post_logout',
): readonly RedirectUri[] {
  return listRows<RedirectUri>(
    db,
    /* sql */ `
    SELECT uri, note FROM client_redirect_uris
     WHERE client_id = ? AND kind = ? ORDER BY position`,
    clientId,
    kind,
  )
}

function listScopes(db: ReadableDb, clientId: string): readonly string[] {
  return listRows<{ scope: string }>(
    db,
    /* sql */ `SELECT scope FROM client_scopes WHERE client_id = ? ORDER BY scope`,
    clientId,
  ).map(({ scope }) => scope)
}

function listSecrets(db: ReadableDb, clientId: string): readonly ClientSecret[] {
  return listRows<ClientSecret>(
    db,
    /* sql */ `
    SELECT id, digest, created_at AS createdAt, expires_at AS expiresAt, last_used_at AS lastUsedAt
      FROM client_secrets WHERE client_id = ? ORDER BY created_at, id`, // client_secrets_by_client
    clientId,
  )
}
