import { insertAudit } from './audit.ts'
import { unknownClient, type Changed } from './client-changes.ts'
import { insertSecretRow, type NewSecret } from './client-rows.ts'
import { findClient } from './clients.ts'
import { change, type WritableDb } from './database.ts'
import { refused, type Act } from './refusal.ts'

/** Enough to rotate by overlap; more only hides which one is in use. */
const secretLimit = 5

/** Adds a secret; those there already end after `overlap` seconds, or when they would anyway. */
export function addClientSecret(
  db: WritableDb,
  input: Act & { readonly clientId: string; readonly secret: NewSecret; readonly overlap: number },
): Changed {
  const { clientId, secret, overlap, actor, now } = input
  const client = findClient(db, { clientId })
  if (!client) return unknownClient(clientId)
  if (client.type === 'public')
    return refused('not_allowed', 'A public client has no secret: it proves itself by PKCE.')
  const valid = client.secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
  if (overlap > 0 && valid.length >= secretLimit)
    return refused(
      'not_allowed',
      `A client has ${secretLimit} secrets at most. Remove one that is no longer used.`,
    )
  change(
    db,
    /* sql */ `DELETE FROM client_secrets WHERE client_id = ? AND expires_at <= ?`,
    clientId,
    now,
  )
  if (overlap === 0)
    change(db, /* sql */ `DELETE FROM client_secrets WHERE client_id = ?`, clientId)
  change(
    db,
    /* sql */ `
    UPDATE client_secrets SET expires_at = min(ifnull(expires_at, @end), @end)
     WHERE client_id = @clientId`,
    { clientId, end: now + overlap },
  )
  insertSecretRow(db, clientId, secret, now)
  countUp(db, clientId)
  const summary = `Gave the client ${client.name} a new secret; older ones end after ${overlap} seconds.`
  insertAudit(db, { actor, operation: 'clients.addSecret', target: clientId, summary }, now)
  return { kind: 'changed' }
}

export function removeClientSecret(
  db: WritableDb,
  input: Act & { readonly clientId: string; readonly secretId: string },
): Changed {
  const { clientId, secretId, actor, now } = input
  const client = findClient(db, { clientId })
  if (!client) return unknownClient(clientId)
  const removed = change(
    db,
    /* sql */ `DELETE FROM client_secrets WHERE client_id = ? AND id = ?`,
    clientId,
    secretId,
  )
  if (removed === 0)
    return refused('not_found', `The client ${clientId} has no such secret.`, 'secretId')
  countUp(db, clientId)
  const summary = `Removed a secret of the client ${client.name}.`
  insertAudit(db, { actor, operation: 'clients.removeSecret', target: clientId, summary }, now)
  return { kind: 'changed' }
}

function countUp(db: WritableDb, clientId: string): void {
  change(db, /* sql */ `UPDATE clients SET version = version + 1 WHERE client_id = ?`, clientId)
}
