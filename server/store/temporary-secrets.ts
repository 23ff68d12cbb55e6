import { insertAudit } from './audit.ts'
import { unknownClient, type Changed } from './client-changes.ts'
import type { NewSecret } from './client-rows.ts'
import { findClient } from './clients.ts'
import { change, insertRow, type WritableDb } from './database.ts'
import { refused, type Act } from './refusal.ts'

export interface TemporarySecret extends Act {
  readonly clientId: string
  readonly secret: NewSecret
  /** Seconds until it ends by itself. */
  readonly lifetime: number
}

/** A secret beside the client's own ones, which stay as they are, and so does its version. */
export function addTemporarySecret(db: WritableDb, input: TemporarySecret): Changed {
  const { clientId, secret, lifetime, actor, now } = input
  const client = findClient(db, { clientId })
  if (!client) return unknownClient(clientId)
  if (client.type === 'public')
    return refused('not_allowed', 'A public client has no secret: it proves itself by PKCE.')
  insertRow(
    db,
    /* sql */ `
    INSERT INTO client_secrets (id, client_id, digest, created_at, expires_at)
    VALUES (?, ?, ?, ?, ?)`,
    secret.id,
    clientId,
    secret.digest,
    now,
    now + lifetime,
  )
  const summary = `Gave the client ${client.name} a secret for Try it; it ends after ${lifetime} seconds.`
  insertAudit(db, { actor, operation: 'clients.addSecret', target: clientId, summary }, now)
  return { kind: 'changed' }
}

/** Removes it; one that is gone already is no failure. */
export function removeTemporarySecret(
  db: WritableDb,
  input: Act & { readonly clientId: string; readonly secretId: string },
): Changed {
  const { clientId, secretId, actor, now } = input
  const removed = change(
    db,
    /* sql */ `DELETE FROM client_secrets WHERE client_id = ? AND id = ?`,
    clientId,
    secretId,
  )
  if (removed > 0)
    insertAudit(
      db,
      {
        actor,
        operation: 'clients.removeSecret',
        target: clientId,
        summary: `Removed the secret that Try it had given the client ${clientId}.`,
      },
      now,
    )
  return { kind: 'changed' }
}
