import { resourceSettingsOf, type ResourceServer, type ResourceSettings } from '#domain/resource.ts'
import { isIdentityScope } from '#domain/scope.ts'

import { insertAudit } from './audit.ts'
import type { Changed } from './client-changes.ts'
import {
  change,
  findRow,
  insertRow,
  listRows,
  type ReadableDb,
  type WritableDb,
} from './database.ts'
import { refused, type Act, type Audited, type AuditWords, type Refusal } from './refusal.ts'
import { listResources } from './resources.ts'

export interface NewResource extends Act {
  readonly audience: string
  readonly settings: ResourceSettings
}

export function insertResource(db: WritableDb, resource: NewResource): Changed {
  const { audience, settings, actor, now } = resource
  if (findResource(db, audience))
    return refused(
      'conflict',
      `There is a resource with the audience ${audience} already.`,
      'audience',
    )
  const conflict = scopeConflict(db, audience, settings, 'settings.')
  if (conflict) return conflict
  insertResourceRows(db, audience, settings)
  const summary = `Created the resource ${settings.name}.`
  insertAudit(
    db,
    { actor, operation: 'resources.create', target: audience, summary, after: settings },
    now,
  )
  return { kind: 'changed' }
}

export function updateResource(
  db: WritableDb,
  update: NewResource & { readonly version: number; readonly words?: AuditWords },
): Audited {
  const { audience, settings, actor, now } = update
  const before = findResource(db, audience)
  if (!before) return unknownResource(audience)
  if (before.version !== update.version)
    return refused(
      'conflict',
      `Someone else has changed the resource ${before.name}. Load it again and repeat your change.`,
      'version',
    )
  const conflict = scopeConflict(db, audience, settings, 'settings.')
  if (conflict) return conflict
  const kept = new Set(settings.scopes.map(({ name }) => name))
  const gone = before.scopes.map(({ name }) => name).filter((name) => !kept.has(name))
  const clients = withdrawScopes(db, gone)
  updateResourceRows(db, audience, settings)
  const auditId = insertAudit(
    db,
    {
      actor,
      operation: 'resources.update',
      target: audience,
      summary: `Changed the resource ${settings.name}.${withdrawal(gone, clients)}`,
      ...update.words,
      before: resourceSettingsOf(before),
      after: settings,
    },
    now,
  )
  return { kind: 'changed', auditId }
}

/** Deletes a resource server; its scopes leave the clients that could ask for them. */
export function deleteResource(
  db: WritableDb,
  { audience, actor, now }: Act & { readonly audience: string },
): Changed {
  const before = findResource(db, audience)
  if (!before) return unknownResource(audience)
  const gone = before.scopes.map(({ name }) => name)
  const clients = withdrawScopes(db, gone)
  change(db, /* sql */ `DELETE FROM resource_servers WHERE audience = ?`, audience)
  insertAudit(
    db,
    {
      actor,
      operation: 'resources.delete',
      target: audience,
      summary: `Deleted the resource ${before.name}.${withdrawal(gone, clients)}`,
      before: resourceSettingsOf(before),
    },
    now,
  )
  return { kind: 'changed' }
}

/** What the scopes collide with: each other, the identity scopes, another resource's. */
export function scopeConflict(
  db: ReadableDb,
  audience: string,
  settings: ResourceSettings,
  prefix: string,
): Refusal | undefined {
  for (const [position, { name }] of settings.scopes.entries()) {
    const message = scopeProblem(db, audience, name, settings.scopes.slice(0, position))
    if (message) return refused('conflict', message, `${prefix}scopes.${position}.name`)
  }
  return undefined
}

function scopeProblem(
  db: ReadableDb,
  audience: string,
  name: string,
  earlier: ResourceSettings['scopes'],
): string | undefined {
  if (isIdentityScope(name))
    return `${name} is a scope of OpenID Connect and belongs to the issuer.`
  if (earlier.some((scope) => scope.name === name)) return `The scope ${name} is listed twice.`
  const owner = findRow<{ name: string }>(
    db,
    /* sql */ `
    SELECT resource_servers.name
      FROM scopes JOIN resource_servers ON resource_servers.audience = scopes.audience
     WHERE scopes.name = ? AND scopes.audience <> ?`,
    name,
    audience,
  )
  return owner && `The scope ${name} belongs to the resource ${owner.name} already.`
}

export function insertResourceRows(
  db: WritableDb,
  audience: string,
  settings: ResourceSettings,
): void {
  insertRow(
    db,
    /* sql */ `
    INSERT INTO resource_servers (audience, name, enabled, signing_algorithm,
                                  access_token_lifetime, version)
    VALUES (?, ?, ?, ?, ?, 1)`,
    audience,
    settings.name,
    Number(settings.enabled),
    settings.signingAlgorithm,
    settings.accessTokenLifetime,
  )
  insertScopes(db, audience, settings)
}

export function updateResourceRows(
  db: WritableDb,
  audience: string,
  settings: ResourceSettings,
): void {
  change(
    db,
    /* sql */ `
    UPDATE resource_servers
       SET name = ?, enabled = ?, signing_algorithm = ?, access_token_lifetime = ?,
           version = version + 1
     WHERE audience = ?`,
    settings.name,
    Number(settings.enabled),
    settings.signingAlgorithm,
    settings.accessTokenLifetime,
    audience,
  )
  change(db, /* sql */ `DELETE FROM scopes WHERE audience = ?`, audience)
  insertScopes(db, audience, settings)
}

function insertScopes(db: WritableDb, audience: string, settings: ResourceSettings): void {
  for (const [position, scope] of settings.scopes.entries())
    insertRow(
      db,
      /* sql */ `
      INSERT INTO scopes (name, audience, position, display_name, description, emphasize)
      VALUES (?, ?, ?, ?, ?, ?)`,
      scope.name,
      audience,
      position,
      scope.displayName,
      scope.description,
      Number(scope.emphasize),
    )
}

/** Takes scopes from every client that could ask for them; returns which clients those were. */
export function withdrawScopes(db: WritableDb, names: readonly string[]): readonly string[] {
  const clients = new Set<string>()
  for (const name of names) {
    const rows = listRows<{ client_id: string }>(
      db,
      /* sql */ `DELETE FROM client_scopes WHERE scope = ? RETURNING client_id`,
      name,
    )
    for (const row of rows) clients.add(row.client_id)
  }
  for (const clientId of clients)
    change(db, /* sql */ `UPDATE clients SET version = version + 1 WHERE client_id = ?`, clientId)
  return [...clients]
}

function withdrawal(scopes: readonly string[], clients: readonly string[]): string {
  return clients.length === 0
    ? ''
    : ` The clients ${clients.join(', ')} can no longer ask for ${scopes.join(', ')}.`
}

function findResource(db: ReadableDb, audience: string): ResourceServer | undefined {
  return listResources(db).find((resource) => resource.audience === audience)
}

function unknownResource(audience: string): Refusal {
  return refused('not_found', `There is no resource with the audience ${audience}.`, 'audience')
}
