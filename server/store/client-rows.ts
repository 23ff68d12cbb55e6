import type { ClientSettings, RedirectUri } from '#domain/client.ts'
import { isIdentityScope } from '#domain/scope.ts'

import { change, findRow, insertRow, type ReadableDb, type WritableDb } from './database.ts'
import { refused, type Refusal } from './refusal.ts'

/** Writes a client's row with its URIs and scopes. */
export function insertClientRows(
  db: WritableDb,
  clientId: string,
  settings: ClientSettings,
  now: number,
): void {
  insertRow(
    db,
    /* sql */ `
    INSERT INTO clients (
      client_id, name, description, enabled, type, flow, pkce, consent, consent_lifetime,
      refresh_enabled, refresh_usage, refresh_grace, refresh_idle_lifetime,
      refresh_absolute_lifetime, access_token_lifetime, access_token_format,
      profile_claims_in_id_token, created_at, version)
    VALUES (
      @clientId, @name, @description, @enabled, @type, @flow, @pkce, @consent, @consentLifetime,
      @refreshEnabled, @refreshUsage, @refreshGrace, @refreshIdleLifetime,
      @refreshAbsoluteLifetime, @accessTokenLifetime, @accessTokenFormat,
      @profileClaimsInIdToken, @now, 1)`,
    { clientId, now, ...columnsOf(settings) },
  )
  insertParts(db, clientId, settings)
}

/** Rewrites a client's row, its URIs and its scopes; the version counts up. */
export function updateClientRows(db: WritableDb, clientId: string, settings: ClientSettings): void {
  change(
    db,
    /* sql */ `
    UPDATE clients
       SET name = @name, description = @description, enabled = @enabled, type = @type,
           flow = @flow, pkce = @pkce, consent = @consent, consent_lifetime = @consentLifetime,
           refresh_enabled = @refreshEnabled, refresh_usage = @refreshUsage,
           refresh_grace = @refreshGrace, refresh_idle_lifetime = @refreshIdleLifetime,
           refresh_absolute_lifetime = @refreshAbsoluteLifetime,
           access_token_lifetime = @accessTokenLifetime, access_token_format = @accessTokenFormat,
           profile_claims_in_id_token = @profileClaimsInIdToken, version = version + 1
     WHERE client_id = @clientId`,
    { clientId, ...columnsOf(settings) },
  )
  change(db, /* sql */ `DELETE FROM client_redirect_uris WHERE client_id = ?`, clientId)
  change(db, /* sql */ `DELETE FROM client_scopes WHERE client_id = ?`, clientId)
  insertParts(db, clientId, settings)
}

function columnsOf(settings: ClientSettings): Record<string, string | number | null> {
  const { refreshTokens, accessToken } = settings
  return {
    name: settings.name,
    description: settings.description,
    enabled: Number(settings.enabled),
    type: settings.type,
    flow: settings.flow,
    pkce: settings.pkce,
    consent: settings.consent,
    consentLifetime: settings.consentLifetime,
    refreshEnabled: Number(refreshTokens.enabled),
    refreshUsage: refreshTokens.usage,
    refreshGrace: refreshTokens.graceSeconds,
    refreshIdleLifetime: refreshTokens.idleLifetime,
    refreshAbsoluteLifetime: refreshTokens.absoluteLifetime,
    accessTokenLifetime: accessToken.lifetime,
    accessTokenFormat: accessToken.format,
    profileClaimsInIdToken: Number(settings.profileClaimsInIdToken),
  }
}

function insertParts(db: WritableDb, clientId: string, settings: ClientSettings): void {
  insertUris(db, clientId, 'redirect', settings.redirectUris)
  insertUris(db, clientId, 'post_logout', settings.postLogoutRedirectUris)
  for (const scope of new Set(settings.scopes))
    insertRow(
      db,
      /* sql */ `INSERT INTO client_scopes (client_id, scope) VALUES (?, ?)`,
      clientId,
      scope,
    )
}

function insertUris(
  db: WritableDb,
  clientId: string,
  kind: 'redirect' | 'post_logout',
  uris: readonly RedirectUri[],
): void {
  for (const [position, { uri, note }] of uris.entries())
    insertRow(
      db,
      /* sql */ `
      INSERT INTO client_redirect_uris (client_id, kind, position, uri, note)
      VALUES (?, ?, ?, ?, ?)`,
      clientId,
      kind,
      position,
      uri,
      note,
    )
}

export interface NewSecret {
  readonly id: string
  readonly digest: Uint8Array
}

export function insertSecretRow(
  db: WritableDb,
  clientId: string,
  secret: NewSecret,
  now: number,
): void {
  insertRow(
    db,
    /* sql */ `
    INSERT INTO client_secrets (id, client_id, digest, created_at) VALUES (?, ?, ?, ?)`,
    secret.id,
    clientId,
    secret.digest,
    now,
  )
}

/** What these settings collide with: another client's name, a scope that nobody registered. */
export function clientConflict(
  db: ReadableDb,
  clientId: string,
  settings: ClientSettings,
  prefix: string,
): Refusal | undefined {
  const namesake = findRow<{ client_id: string }>(
    db,
    /* sql */ `SELECT client_id FROM clients WHERE name = ? AND client_id <> ?`,
    settings.name,
    clientId,
  )
  if (namesake)
    return refused(
      'conflict',
      `The client ${namesake.client_id} already has the name ${settings.name}.`,
      `${prefix}name`,
    )
  const position = settings.scopes.findIndex((scope) => !isKnownScope(db, scope))
  if (position < 0) return undefined
  return refused(
    'invalid_input',
    `No resource has the scope ${settings.scopes[position]}. Add it to a resource first.`,
    `${prefix}scopes.${position}`,
  )
}

function isKnownScope(db: ReadableDb, scope: string): boolean {
  return (
    isIdentityScope(scope) ||
    findRow(db, /* sql */ `SELECT 1 FROM scopes WHERE name = ?`, scope) !== undefined
  )
}
