import type { ClientSettings } from '#domain/client.ts'
import type { ResourceSettings } from '#domain/resource.ts'
import type { UserSettings } from '#domain/user.ts'

import { insertAudit } from './audit.ts'
import {
  clientConflict,
  insertClientRows,
  insertSecretRow,
  updateClientRows,
  type NewSecret,
} from './client-rows.ts'
import { findClient } from './clients.ts'
import { change, type WritableDb } from './database.ts'
import { refused, type Act, type Refusal } from './refusal.ts'
import {
  insertResourceRows,
  scopeConflict,
  updateResourceRows,
  withdrawScopes,
} from './resource-changes.ts'
import { listResources } from './resources.ts'
import { insertUserRow, updateUserRow, userConflict } from './user-changes.ts'
import { findUser, findUserByName } from './users.ts'

export interface PreparedResource {
  readonly audience: string
  readonly settings: ResourceSettings
}

export interface PreparedClient {
  readonly clientId: string
  readonly settings: ClientSettings
  /** The client's only secret from now on; `null` leaves those it has. */
  readonly secret: NewSecret | null
  /** For a confidential client that would have none. */
  readonly generatedSecret: NewSecret
}

export interface PreparedUser {
  /** `null` finds the user by name, or takes `newSubject`. */
  readonly subject: string | null
  readonly newSubject: string
  readonly settings: UserSettings
  readonly passwordHash: string
}

export interface PreparedConfiguration extends Act {
  readonly operation: string
  readonly summary: string
  readonly resources: readonly PreparedResource[]
  readonly clients: readonly PreparedClient[]
  readonly users: readonly PreparedUser[]
  /** Whether anything that exists already is a refusal; else it is brought to what is said here. */
  readonly onlyNew: boolean
}

export interface AppliedConfiguration {
  readonly kind: 'applied'
  /** Clients whose generated secret is in use now. */
  readonly generatedFor: readonly string[]
}

class RefusedConfigurationError extends Error {
  override readonly name = 'RefusedConfigurationError'
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}

/**
 * Brings resources, clients and users to what a configuration says: all of it, or none. What an
 * administrator disabled stays so: a configuration cannot say it.
 */
export function applyConfiguration(
  db: WritableDb,
  configuration: PreparedConfiguration,
): AppliedConfiguration | Refusal {
  try {
    // A savepoint of its own: what was written before a refusal is taken back.
    return db.transaction(() => applyAll(db, configuration))()
  } catch (error) {
    if (error instanceof RefusedConfigurationError) return error.refusal
    throw error
  }
}

function applyAll(db: WritableDb, configuration: PreparedConfiguration): AppliedConfiguration {
  const { resources, clients, users, actor, operation, summary, now } = configuration
  for (const [index, resource] of resources.entries())
    applyResource(db, resource, `resources.${index}.`, configuration)
  const generatedFor = clients.flatMap((client, index) =>
    applyClient(db, client, `clients.${index}.`, configuration) ? [client.clientId] : [],
  )
  for (const [index, user] of users.entries()) applyUser(db, user, `users.${index}.`, configuration)
  const after = {
    resources: resources.map(({ audience }) => audience),
    clients: clients.map(({ clientId }) => clientId),
    users: users.map(({ settings }) => settings.username),
  }
  insertAudit(db, { actor, operation, target: 'configuration', summary, after }, now)
  return { kind: 'applied', generatedFor }
}

function applyResource(
  db: WritableDb,
  { audience, settings }: PreparedResource,
  prefix: string,
  { onlyNew }: PreparedConfiguration,
): void {
  refuseIf(scopeConflict(db, audience, settings, prefix))
  const before = listResources(db).find((resource) => resource.audience === audience)
  if (!before) return insertResourceRows(db, audience, settings)
  if (onlyNew) refuseExisting(`resource ${audience}`, `${prefix}audience`)
  const kept = new Set(settings.scopes.map(({ name }) => name))
  withdrawScopes(
    db,
    before.scopes.map(({ name }) => name).filter((name) => !kept.has(name)),
  )
  updateResourceRows(db, audience, { ...settings, enabled: before.enabled })
}

/** Returns whether the generated secret was needed. */
function applyClient(
  db: WritableDb,
  client: PreparedClient,
  prefix: string,
  { onlyNew, now }: PreparedConfiguration,
): boolean {
  const { clientId, settings, secret } = client
  const before = findClient(db, { clientId })
  if (before && onlyNew) refuseExisting(`client ${clientId}`, `${prefix}clientId`)
  refuseIf(clientConflict(db, clientId, settings, prefix))
  if (before) updateClientRows(db, clientId, { ...settings, enabled: before.enabled })
  else insertClientRows(db, clientId, settings, now)
  const isPublic = settings.type === 'public'
  if (isPublic || secret)
    change(db, /* sql */ `DELETE FROM client_secrets WHERE client_id = ?`, clientId)
  const needsOne = !isPublic && !secret && (before?.secrets.length ?? 0) === 0
  const added = isPublic ? null : (secret ?? (needsOne ? client.generatedSecret : null))
  if (added) insertSecretRow(db, clientId, added, now)
  return needsOne
}

function applyUser(
  db: WritableDb,
  user: PreparedUser,
  prefix: string,
  { onlyNew, now }: PreparedConfiguration,
): void {
  const { settings, passwordHash } = user
  const before =
    user.subject === null
      ? findUserByName(db, { username: settings.username })
      : findUser(db, { subject: user.subject })
  if (before && onlyNew) refuseExisting(`user ${settings.username}`, `${prefix}username`)
  const subject = before?.subject ?? user.subject ?? user.newSubject
  refuseIf(userConflict(db, subject, settings, prefix))
  if (!before) return insertUserRow(db, { subject, settings, passwordHash, now })
  updateUserRow(db, subject, { ...settings, disabled: before.disabled })
  change(
    db,
    /* sql */ `UPDATE users SET password_hash = ? WHERE subject = ?`,
    passwordHash,
    subject,
  )
}

function refuseIf(refusal: Refusal | undefined): void {
  if (refusal) throw new RefusedConfigurationError(refusal)
}

function refuseExisting(what: string, path: string): never {
  throw new RefusedConfigurationError(refused('conflict', `There is a ${what} already.`, path))
}
