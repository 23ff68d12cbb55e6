import { findRow, type ReadableDb } from './database.ts'

/** What a user's remembered consent covers at `now`. */
export function findConsent(
  db: ReadableDb,
  {
    subject,
    clientId,
    now,
  }: { readonly subject: string; readonly clientId: string; readonly now: number },
): { readonly scope: string; readonly offlineLifetime: number | null } | undefined {
  return findRow<{ readonly scope: string; readonly offlineLifetime: number | null }>(
    db,
    /* sql */ `
    SELECT scope, offline_lifetime AS offlineLifetime FROM consents
     WHERE subject = ? AND client_id = ? AND expires_at > ?`,
    subject,
    clientId,
    now,
  )
}
