import { findRow, type ReadableDb } from './database.ts'

export interface StoredConsent {
  readonly scope: string
  readonly offlineLifetime: number | null
  readonly expiresAt: number
}

/** What a user has said yes to at a client, until when. */
export function findConsent(
  db: ReadableDb,
  { subject, clientId }: { readonly subject: string; readonly clientId: string },
): StoredConsent | undefined {
  return findRow<StoredConsent>(
    db,
    /* sql */ `
    SELECT scope, offline_lifetime AS offlineLifetime, expires_at AS expiresAt
      FROM consents WHERE subject = ? AND client_id = ?`,
    subject,
    clientId,
  )
}
