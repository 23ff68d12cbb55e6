import { findRow, listRows, type ReadableDb } from './database.ts'
import { refreshTokenColumns, type RefreshTokenRow } from './refresh-token-row.ts'
import { statusOfGrant } from './refresh-token-status.ts'
import { findRevocation, type Revocation } from './revocations.ts'

/** The newest uses that a detail shows; a family can have many thousands. */
const historyLimit = 500

export interface HistoryRow {
  readonly generation: number
  readonly kind: 'issued' | 'rotated' | 'reused' | 'grace' | 'replayed'
  readonly at: number
  readonly ip: string | null
  readonly userAgent: string | null
  readonly accessTokenId: string | null
  readonly accessTokenFormat: 'jwt' | 'opaque' | null
  readonly accessExpiresAt: number | null
  /** Whether the access token counts at `now`, as far as this issuer decides that. */
  readonly accessActive: number
}

interface OwnRow extends RefreshTokenRow {
  readonly idleExpiresAt: number
  readonly absoluteExpiresAt: number
  readonly usage: 'rotate' | 'reuse' | null
  readonly consentUntil: number | null
  readonly revocationId: number | null
  readonly orphanedAt: number | null
  readonly accessRevoked: number
}

export interface RefreshTokenDetail {
  readonly token: RefreshTokenRow
  readonly idleExpiresAt: number
  readonly absoluteExpiresAt: number
  readonly usage: 'rotate' | 'reuse' | null
  /** Newest first. */
  readonly history: readonly HistoryRow[]
  /** Lines between the newest ones and the first were left out. */
  readonly historyCut: boolean
  /** When its user or client was deleted. */
  readonly orphanedAt: number | null
  /** Whether opaque access tokens ended with the grant. */
  readonly accessRevoked: number
  readonly revocation: Revocation | null
  readonly consentUntil: number | null
  readonly session: SessionRow | null
  readonly familiesOfUserAtClient: number
}

interface SessionRow {
  readonly id: string
  readonly authenticatedAt: number
  readonly ip: string | null
  readonly active: number
}

export function findRefreshTokenDetail(
  db: ReadableDb,
  { grantId, now }: { readonly grantId: number; readonly now: number },
): RefreshTokenDetail | undefined {
  const found = findRow<OwnRow>(
    db,
    /* sql */ `
    SELECT ${refreshTokenColumns},
           grants.idle_expires_at AS idleExpiresAt, grants.absolute_expires_at AS absoluteExpiresAt,
           clients.refresh_usage AS usage, consents.expires_at AS consentUntil,
           grants.revocation_id AS revocationId, grants.orphaned_at AS orphanedAt,
           grants.access_revoked AS accessRevoked
      FROM grants
      LEFT JOIN users ON users.id = grants.user_id
      LEFT JOIN clients ON clients.client_id = grants.client_id
      LEFT JOIN consents ON consents.subject = grants.subject
                        AND consents.client_id = grants.client_id AND consents.expires_at > @now
     WHERE grants.id = @grantId AND grants.generation > 0 AND grants.purge_at IS NULL`,
    { grantId, now },
  )
  if (!found) return undefined
  const { idleExpiresAt, absoluteExpiresAt, usage, consentUntil, revocationId, ...rest } = found
  const { orphanedAt, accessRevoked, ...token } = rest
  return {
    token,
    idleExpiresAt,
    absoluteExpiresAt,
    usage,
    orphanedAt,
    accessRevoked,
    ...findHistory(db, grantId, now),
    revocation: revocationId === null ? null : (findRevocation(db, { revocationId }) ?? null),
    consentUntil,
    session: token.session === null ? null : findSessionRow(db, token.session, now),
    familiesOfUserAtClient: countFamilies(db, token, now),
  }
}

/** The newest lines; where that leaves some out, the first one too, with which all began. */
function findHistory(
  db: ReadableDb,
  grantId: number,
  now: number,
): Pick<RefreshTokenDetail, 'history' | 'historyCut'> {
  const whole = historyLimit + 1
  const newest = listHistory(db, { grantId, now, order: 'DESC', limit: whole + 1 })
  if (newest.length <= whole) return { history: newest, historyCut: false }
  const first = listHistory(db, { grantId, now, order: 'ASC', limit: 1 })
  return { history: [...newest.slice(0, historyLimit), ...first], historyCut: true }
}

function listHistory(
  db: ReadableDb,
  {
    order,
    limit,
    ...bound
  }: {
    readonly grantId: number
    readonly now: number
    readonly order: 'ASC' | 'DESC'
    readonly limit: number
  },
): readonly HistoryRow[] {
  return listRows<HistoryRow>(
    db,
    /* sql */ `
    SELECT h.generation, h.kind, h.at, h.ip, h.user_agent AS userAgent,
           h.access_token_id AS accessTokenId, h.access_token_format AS accessTokenFormat,
           h.access_expires_at AS accessExpiresAt,
           h.access_expires_at > @now AND (
             h.access_token_format = 'jwt'
             OR grants.access_revoked = 0 AND grants.orphaned_at IS NULL AND EXISTS (
               SELECT 1 FROM opaque_access_tokens AS o
                WHERE o.grant_id = h.grant_id AND o.id = h.access_token_id
                  AND o.revoked_at IS NULL)) AS accessActive
      FROM grant_history AS h JOIN grants ON grants.id = h.grant_id
     WHERE h.grant_id = @grantId
     ORDER BY h.id ${order} LIMIT ${limit}`, // grant_history_by_grant, opaque_access_tokens_by_grant
    bound,
  )
}

function findSessionRow(db: ReadableDb, id: string, now: number): SessionRow | null {
  const found = findRow<SessionRow>(
    db,
    /* sql */ `
    SELECT id, authenticated_at AS authenticatedAt, ip,
           ended_at IS NULL AND expires_at > @now AS active
      FROM sessions WHERE id = @id`,
    { id, now },
  )
  return found ?? null
}

function countFamilies(db: ReadableDb, token: RefreshTokenRow, now: number): number {
  const found = findRow<{ count: number }>(
    db,
    /* sql */ `
    SELECT count(*) AS count FROM grants
     WHERE subject = @subject AND client_id = @clientId AND generation > 0 AND purge_at IS NULL
       AND ${statusOfGrant} = 'active'`, // grants_by_subject
    { subject: token.subject, clientId: token.clientId, now },
  )
  return found?.count ?? 0
}
