import { clientSettingsOf, type ClientSettings } from '#domain/client.ts'
import { plural } from '#domain/duration.ts'

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
import { orphanGrants } from './orphans.ts'
import { refused, type Act, type Audited, type AuditWords, type Refusal } from './refusal.ts'

export type Changed = { readonly kind: 'changed' } | Refusal

export interface NewClient extends Act {
  readonly clientId: string
  readonly settings: ClientSettings
  readonly secret: NewSecret | null
  /** The client that this one was copied from. */
  readonly copyOf: string | null
}

export function insertClient(db: WritableDb, client: NewClient): Changed {
  const { clientId, settings, secret, actor, now } = client
  if (findClient(db, { clientId }))
    return refused(
      'conflict',
      `There is a client ${clientId} already.`,
      client.copyOf === null ? 'clientId' : 'newClientId',
    )
  const prefix = client.copyOf === null ? 'settings.' : ''
  const conflict = clientConflict(db, clientId, settings, prefix)
  if (conflict) return conflict
  insertClientRows(db, clientId, settings, now)
  if (secret) insertSecretRow(db, clientId, secret, now)
  const entry =
    client.copyOf === null
      ? { operation: 'clients.create', summary: `Created the client ${settings.name}.` }
      : { operation: 'clients.duplicate', summary: `Copied the client ${client.copyOf}.` }
  insertAudit(db, { actor, target: clientId, ...entry, after: settings }, now)
  return { kind: 'changed' }
}

export interface ClientUpdate extends Act {
  readonly clientId: string
  /** The version that the change was made from. */
  readonly version: number
  readonly settings: ClientSettings
  readonly words?: AuditWords
}

export function updateClient(db: WritableDb, update: ClientUpdate): Audited {
  const { clientId, settings, actor, now } = update
  const before = findClient(db, { clientId })
  if (!before) return unknownClient(clientId)
  if (before.version !== update.version)
    return refused(
      'conflict',
      `Someone else has changed the client ${clientId}. Load it again and repeat your change.`,
      'version',
    )
  const conflict = clientConflict(db, clientId, settings, 'settings.')
  if (conflict) return conflict
  updateClientRows(db, clientId, settings)
  if (settings.type === 'public')
    change(db, /* sql */ `DELETE FROM client_secrets WHERE client_id = ?`, clientId)
  const auditId = insertAudit(
    db,
    {
      actor,
      operation: 'clients.update',
      target: clientId,
      summary: `Changed the client ${settings.name}.`,
      ...update.words,
      before: clientSettingsOf(before),
      after: settings,
    },
    now,
  )
  return { kind: 'changed', auditId }
}

export function setClientEnabled(
  db: WritableDb,
  input: Act & { readonly clientId: string; readonly enabled: boolean },
): Changed {
  const { clientId, enabled, actor, now } = input
  const before = findClient(db, { clientId })
  if (!before) return unknownClient(clientId)
  if (before.enabled === enabled) return { kind: 'changed' }
  change(
    db,
    /* sql */ `UPDATE clients SET enabled = ?, version = version + 1 WHERE client_id = ?`,
    Number(enabled),
    clientId,
  )
  insertAudit(
    db,
    {
      actor,
      operation: 'clients.setEnabled',
      target: clientId,
      summary: `${enabled ? 'Enabled' : 'Disabled'} the client ${before.name}.`,
      before: { enabled: before.enabled },
      after: { enabled },
    },
    now,
  )
  return { kind: 'changed' }
}

export type Deleted = { readonly kind: 'deleted'; readonly orphanedTokens: number } | Refusal

/** Deletes a client. Its grants stay as orphans, so that the grid still explains their tokens. */
export function deleteClient(
  db: WritableDb,
  { clientId, actor, now }: Act & { readonly clientId: string },
): Deleted {
  const before = findClient(db, { clientId })
  if (!before) return unknownClient(clientId)
  const orphanedTokens = orphanGrants(db, 'client_id', clientId, now)
  change(db, /* sql */ `DELETE FROM clients WHERE client_id = ?`, clientId)
  insertAudit(
    db,
    {
      actor,
      operation: 'clients.delete',
      target: clientId,
      summary: `Deleted the client ${before.name}; orphaned: ${plural(orphanedTokens, 'active refresh token')}.`,
      before: clientSettingsOf(before),
    },
    now,
  )
  return { kind: 'deleted', orphanedTokens }
}

export function unknownClient(clientId: string): Refusal {
  return refused('not_found', `There is no client ${clientId}.`, 'clientId')
}
