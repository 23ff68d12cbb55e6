import { insertAudit } from './audit.ts'
import { findConsentWithTokens } from './consent-reads.ts'
import { change, type WritableDb } from './database.ts'
import { refused, type Act, type Refusal } from './refusal.ts'

/** Forgets what a user allowed a client: the user is asked again. Tokens live on. */
export function deleteConsent(
  db: WritableDb,
  input: Act & { readonly subject: string; readonly clientId: string; readonly reason: string },
): { readonly kind: 'deleted' } | Refusal {
  const { subject, clientId, reason, actor, now } = input
  const found = findConsentWithTokens(db, { subject, clientId, now })
  if (!found) return refused('not_found', 'This consent is not remembered any more.', 'subject')
  change(
    db,
    /* sql */ `DELETE FROM consents WHERE subject = ? AND client_id = ?`,
    subject,
    clientId,
  )
  const { username, clientName, scope, offlineLifetime, grantedAt, expiresAt } = found.consent
  const because = reason === '' ? '' : ` Reason: ${reason}`
  insertAudit(
    db,
    {
      actor,
      operation: 'consents.revoke',
      target: subject,
      summary: `Revoked the consent of ${username} to ${clientName}.${because}`,
      before: { subject, clientId, scope: scope.split(' '), offlineLifetime, grantedAt, expiresAt },
    },
    now,
  )
  return { kind: 'deleted' }
}
