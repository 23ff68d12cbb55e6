import { findRow, listRows, type ReadableDb } from './database.ts'
import { statusOfGrant } from './refresh-token-status.ts'

/** A consent with the names of who gave it and who has it. */
export interface ConsentRow {
  readonly subject: string
  readonly username: string
  readonly name: string
  readonly clientId: string
  readonly clientName: string
  /** The client's policy: only `remember` makes use of what is remembered. */
  readonly policy: 'always' | 'remember' | 'never'
  readonly scope: string
  readonly offlineLifetime: number | null
  readonly grantedAt: number
  readonly expiresAt: number
}

export interface ConsentFilter {
  readonly text?: string | undefined
  readonly subject?: string | undefined
  readonly clientId?: string | undefined
}

/** Where a page ended: the next begins below it. */
export interface ConsentPlace {
  readonly grantedAt: number
  readonly subject: string
  readonly clientId: string
}

const columns = /* sql */ `
  consents.subject, username, users.name AS name, consents.client_id AS clientId,
  clients.name AS clientName, clients.consent AS policy, scope,
  offline_lifetime AS offlineLifetime, granted_at AS grantedAt, expires_at AS expiresAt`
const tables = /* sql */ `
  consents CROSS JOIN users ON users.subject = consents.subject
           CROSS JOIN clients ON clients.client_id = consents.client_id`

/** A page of consents, the last given first. */
export function listConsents(
  db: ReadableDb,
  {
    filter,
    after,
    limit,
  }: {
    readonly filter: ConsentFilter
    readonly after: ConsentPlace | undefined
    readonly limit: number
  },
): readonly ConsentRow[] {
  const beyond = after
    ? 'AND (granted_at, consents.subject, consents.client_id) < (@grantedAt, @afterSubject, @afterClient)'
    : ''
  const place = after && {
    grantedAt: after.grantedAt,
    afterSubject: after.subject,
    afterClient: after.clientId,
  }
  return listRows<ConsentRow>(
    db,
    /* sql */ `
    SELECT ${columns} FROM ${tables}
     WHERE ${conditionOf(filter)} ${beyond}
     ORDER BY granted_at DESC, consents.subject DESC, consents.client_id DESC
     LIMIT @limit`,
    { ...valuesOf(filter), ...place, limit },
  )
}

export function countConsents(
  db: ReadableDb,
  { filter }: { readonly filter: ConsentFilter },
): number {
  const found = findRow<{ count: number }>(
    db,
    /* sql */ `SELECT count(*) AS count FROM consents WHERE ${conditionOf(filter)}`,
    valuesOf(filter),
  )
  return found?.count ?? 0
}

export interface ConsentWithTokens {
  readonly consent: ConsentRow
  readonly activeTokens: number
}

/** One consent, and how many active refresh tokens the client holds for the user. */
export function findConsentWithTokens(
  db: ReadableDb,
  key: { readonly subject: string; readonly clientId: string; readonly now: number },
): ConsentWithTokens | undefined {
  const consent = findRow<ConsentRow>(
    db,
    /* sql */ `
    SELECT ${columns} FROM ${tables}
     WHERE consents.subject = @subject AND consents.client_id = @clientId`,
    { subject: key.subject, clientId: key.clientId },
  )
  if (!consent) return undefined
  const active = findRow<{ count: number }>(
    db,
    /* sql */ `
    SELECT count(*) AS count FROM grants
     WHERE subject = @subject AND client_id = @clientId AND generation > 0 AND purge_at IS NULL
       AND ${statusOfGrant} = 'active'`, // grants_by_subject
    key,
  )
  return { consent, activeTokens: active?.count ?? 0 }
}

/** Who matches is looked up in the small tables first; consents are then found by their keys. */
function conditionOf({ text, subject, clientId }: ConsentFilter): string {
  const criteria = ['TRUE']
  if (subject !== undefined) criteria.push('consents.subject = @subject')
  if (clientId !== undefined) criteria.push('consents.client_id = @clientId')
  if (text !== undefined)
    criteria.push(/* sql */ `(
      consents.subject IN (
        SELECT subject FROM users
         WHERE subject = @text OR instr(lower(username), lower(@text)) > 0
            OR instr(lower(name), lower(@text)) > 0)
      OR consents.client_id IN (
        SELECT client_id FROM clients
         WHERE instr(lower(client_id), lower(@text)) > 0 OR instr(lower(name), lower(@text)) > 0))`)
  return criteria.join(' AND ')
}

function valuesOf(filter: ConsentFilter): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [name, value] of Object.entries(filter)) {
    // Each is text or absent, as the interface above says.
    if (typeof value === 'string') values[name] = value
  }
  return values
}
