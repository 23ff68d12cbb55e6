import type {
  RefreshTokenDetail,
  RefreshTokenFilter,
  RefreshTokenRow,
} from '#contract/refresh-tokens.ts'
import { describeDevice } from '#domain/device.ts'
import { formatGrantId, parseGrantId } from '#domain/family.ts'
import { parseScope } from '#domain/scope.ts'
import type { EpochSeconds } from '#domain/time.ts'
import type { RefreshTokenDetail as StoredDetail } from '#store/refresh-token-detail.ts'
import type { RefreshTokenFilter as StoredFilter } from '#store/refresh-token-filter.ts'
import type { RefreshTokenRow as StoredRow } from '#store/refresh-token-row.ts'
import type { Revocation } from '#store/revocations.ts'

import { sampleClientIds } from './sample-workspace.ts'

/** A well-formed id that no grant has. */
const noGrant = 0

/** The number behind a family's id. */
export function grantIdOf(family: string): number {
  return parseGrantId(family) ?? noGrant
}

export function toStoredFilter({ family, ...filter }: RefreshTokenFilter): StoredFilter {
  return { ...filter, ...(family === undefined ? {} : { grantId: grantIdOf(family) }) }
}

export function toRow({ grantId, scope, ...row }: StoredRow): RefreshTokenRow {
  return {
    ...row,
    id: formatGrantId(grantId),
    scope: [...parseScope(scope)],
    device: describeDevice(row.userAgent),
  }
}

export function toDetail(stored: StoredDetail, now: EpochSeconds): RefreshTokenDetail {
  const { token, history, revocation, session, accessRevoked, ...rest } = stored
  return {
    ...rest,
    accessRevoked: accessRevoked === 1,
    canBeStolen:
      token.status === 'active' && token.generation > 1 && sampleClientIds.includes(token.clientId),
    token: toRow(token),
    history: history.map(toHistoryEntry),
    revocation: revocation && toRevocation(revocation, now),
    session: session && { ...session, active: session.active === 1 },
  }
}

function toHistoryEntry(
  row: StoredDetail['history'][number],
): RefreshTokenDetail['history'][number] {
  const { generation, kind, at, ip, accessTokenId: id, accessTokenFormat: format } = row
  const expiresAt = row.accessExpiresAt
  return {
    generation,
    kind,
    at,
    ip,
    device: describeDevice(row.userAgent),
    accessToken:
      id === null || format === null || expiresAt === null
        ? null
        : { id, format, expiresAt, active: row.accessActive === 1 },
  }
}

export function toRevocation(
  { id, at, by, reason, undoUntil, undoneAt, endedAt }: Revocation,
  now: EpochSeconds,
): NonNullable<RefreshTokenDetail['revocation']> {
  const canUndo = undoUntil !== null && undoneAt === null && endedAt !== null && undoUntil >= now
  return { id, at, by, reason, undoUntil: canUndo ? undoUntil : null }
}
