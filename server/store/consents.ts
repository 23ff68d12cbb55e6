import { findRow, type ReadableDb } from './database.ts'

/** The scope that a user's remembered consent covers at `now`. */
export function findConsent(
  db: ReadableDb,
  {
    subject,
    clientId,
    now,
  }: {
    readonly subject: string
    readonly clientId: string
    readonly now: number
  },
): { readonly scope: string } | undefined {
  return findRow<{ readonly scope: string }>(
    db,
    /* sql */ `
    SELECT scope FROM consents WHERE subject = ? AND client_id = ? AND expires_at > ?`,
    subject,
    clientId,
    now,
  )
}
