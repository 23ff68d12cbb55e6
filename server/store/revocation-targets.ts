import { askColumns } from '#store/columns/token-questions.ts'

import { findRow, prepare, type ReadableDb } from './database.ts'
import { conditionOf, type Criterion, type RefreshTokenFilter } from './refresh-token-filter.ts'

/** Which tokens an act is about. */
export type RevocationTarget =
  | { readonly kind: 'token'; readonly grantId: number }
  | { readonly kind: 'family'; readonly grantId: number }
  | { readonly kind: 'selection'; readonly grantIds: readonly number[] }
  | { readonly kind: 'user-at-client'; readonly subject: string; readonly clientId: string }
  | { readonly kind: 'user'; readonly subject: string }
  | { readonly kind: 'client'; readonly clientId: string }
  | { readonly kind: 'filter'; readonly filter: RefreshTokenFilter }

export interface TargetSearch {
  readonly target: RevocationTarget
  /** A deletion takes tombstones too; a revocation takes what is not revoked yet. */
  readonly mode: 'revoke' | 'delete'
  readonly now: number
}

/**
 * The ids of the grants that an act will take, oldest first. In memory that threads share: five
 * million of them are handed over, not copied.
 */
export function findRevocationTargets(
  db: ReadableDb,
  { target, mode, now }: TargetSearch,
): Float64Array {
  const only = mode === 'revoke' ? 'unrevoked' : 'all'
  const found = idsInColumns(db, target, only, now) ?? idsBySql(db, { target, mode, now })
  const ids = new Float64Array(new SharedArrayBuffer(found.length * Float64Array.BYTES_PER_ELEMENT))
  ids.set(found)
  return ids
}

/** Large stores keep in memory what a filter decides by; `undefined` where they do not. */
function idsInColumns(
  db: ReadableDb,
  target: RevocationTarget,
  only: 'all' | 'unrevoked',
  now: number,
): readonly number[] | undefined {
  switch (target.kind) {
    case 'filter':
      return askColumns(db, target.filter, now)?.ids(only)
    case 'client':
      return askColumns(db, { clients: [target.clientId] }, now)?.ids(only)
    case 'token':
    case 'family':
    case 'selection':
    case 'user-at-client':
    case 'user':
      return undefined
  }
}

function idsBySql(db: ReadableDb, { target, mode, now }: TargetSearch): readonly number[] {
  const condition = targetCondition(target, now)
  return (
    prepare(
      db,
      /* sql */ `
    SELECT grants.id FROM grants
     WHERE ${condition.sql} ${mode === 'revoke' ? 'AND grants.revoked_at IS NULL' : ''}
     ORDER BY grants.id`,
    )
      .pluck()
      // One column, an INTEGER PRIMARY KEY.
      .all(condition.values) as number[]
  )
}

function targetCondition(target: RevocationTarget, now: number): Criterion {
  const all = conditionOf(target.kind === 'filter' ? target.filter : {}, now)
  const { sql, values } = ownCondition(target)
  return { sql: `${all.sql} AND ${sql}`, values: { ...all.values, ...values } }
}

function ownCondition(target: RevocationTarget): Criterion {
  switch (target.kind) {
    case 'token':
    case 'family':
      return { sql: 'grants.id = @target', values: { target: target.grantId } }
    case 'selection':
      return {
        sql: 'grants.id IN (SELECT value FROM json_each(@target))',
        values: { target: JSON.stringify(target.grantIds) },
      }
    case 'user-at-client':
      return {
        sql: 'grants.subject = @target AND grants.client_id = @targetClient',
        values: { target: target.subject, targetClient: target.clientId },
      }
    case 'user':
      return { sql: 'grants.subject = @target', values: { target: target.subject } }
    case 'client':
      return { sql: 'grants.client_id = @target', values: { target: target.clientId } }
    case 'filter':
      return { sql: 'TRUE', values: {} }
  }
}

export interface RevocationPreview {
  readonly tokens: number
  readonly users: number
  readonly clients: number
  readonly opaque: number
  readonly jwt: number
  readonly jwtValidUntil: number | null
}

/** What a revocation would take, and which access tokens outlive it. Writes nothing. */
export function previewRevocation(
  db: ReadableDb,
  { target, now }: { readonly target: RevocationTarget; readonly now: number },
): RevocationPreview {
  const grantIds = idsInColumns(db, target, 'unrevoked', now)
  const condition = targetCondition(grantIds ? { kind: 'selection', grantIds } : target, now)
  const found = findRow<Omit<RevocationPreview, 'opaque'> & { readonly opaque: number }>(
    db,
    /* sql */ `
    WITH taken AS MATERIALIZED (
      SELECT grants.id, grants.subject, grants.client_id FROM grants
       WHERE ${condition.sql} AND grants.revoked_at IS NULL),
    jwt AS MATERIALIZED (
      SELECT h.access_expires_at AS expires_at
        FROM taken CROSS JOIN grant_history AS h ON h.grant_id = taken.id
       WHERE h.access_token_format = 'jwt' AND h.access_expires_at > @now
         AND NOT EXISTS (SELECT 1 FROM revoked_access_tokens AS r WHERE r.id = h.access_token_id))
    SELECT (SELECT count(*) FROM taken) AS tokens,
           (SELECT count(DISTINCT subject) FROM taken) AS users,
           (SELECT count(DISTINCT client_id) FROM taken) AS clients,
           (SELECT count(*) FROM taken
              CROSS JOIN opaque_access_tokens AS o ON o.grant_id = taken.id
             WHERE o.expires_at > @now AND o.revoked_at IS NULL) AS opaque,
           (SELECT count(*) FROM jwt) AS jwt,
           (SELECT max(expires_at) FROM jwt) AS jwtValidUntil`, // grant_history_by_grant, opaque_access_tokens_by_grant
    condition.values,
  )
  const preview = found ?? {
    tokens: 0,
    users: 0,
    clients: 0,
    opaque: 0,
    jwt: 0,
    jwtValidUntil: null,
  }
  // Revoking the refresh token alone leaves the opaque access tokens as they are.
  return target.kind === 'token' ? { ...preview, opaque: 0 } : preview
}
