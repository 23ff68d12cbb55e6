import { findRow, type ReadableDb } from './database.ts'
import type { Condition } from './refresh-token-filter.ts'
import { sortKeyOf, type Place, type RefreshTokenSort } from './refresh-token-sort.ts'

/**
 * How a page is found. *Walk* follows an index in the order of the sort and stops after one page:
 * right where many rows match. *Scan* looks at every row and keeps the first few: right where few do.
 */
export type Plan = 'walk' | 'scan'

const sampleSize = 400
/** A walk passes about this many rows for one that it keeps, at worst. */
const rowsForOne = 20

export function choosePlan(db: ReadableDb, sort: RefreshTokenSort, condition: Condition): Plan {
  return hasWalk(sort) && sampleShare(db, condition) >= 1 / rowsForOne ? 'walk' : 'scan'
}

/** Which sorts have an index to walk; what a refresh changes has none. */
function hasWalk({ by }: RefreshTokenSort): boolean {
  switch (by) {
    case 'issued':
    case 'subject':
    case 'client':
      return true
    case 'lastUsed':
    case 'expires':
    case 'uses':
      return false
  }
}

/** The share of matching rows among some that lie evenly over the whole table. */
function sampleShare(db: ReadableDb, condition: Condition): number {
  const last = findRow<{ id: number | null }>(db, /* sql */ `SELECT max(id) AS id FROM grants`)
  const size = Math.min(sampleSize, last?.id ?? 0)
  if (size === 0) return 0
  const ids = Array.from({ length: size }, (_, index) =>
    Math.ceil(((index + 1) * (last?.id ?? 0)) / size),
  )
  const found = findRow<{ count: number }>(
    db,
    /* sql */ `
    SELECT count(*) AS count
      FROM (SELECT value FROM json_each(@sample)) AS sample
      CROSS JOIN grants ON grants.id = sample.value
     WHERE ${condition.sql}`,
    { ...condition.values, sample: JSON.stringify(ids) },
  )
  return (found?.count ?? 0) / size
}

/** A SELECT of one page's `id` and `key`, in order; bound to `@limit` and, after a place, `@key` and `@id`. */
export function pageSql(
  plan: Plan,
  condition: Condition,
  sort: RefreshTokenSort,
  place: Place | undefined,
): string {
  if (plan === 'scan') return scanSql(condition.sql, sort, place)
  if (sort.by === 'issued') return walkByIssue(condition.sql, sort, place)
  return walkByName(condition, sort, place)
}

function scanSql(where: string, sort: RefreshTokenSort, place: Place | undefined): string {
  const key = sortKeyOf(sort.by)
  const { order, beyond } = wordsOf(sort)
  const after = place ? `AND (${key.sql}, grants.id) ${beyond} (@key, @id)` : ''
  // The unary plus keeps the planner from walking the index of the sort.
  return /* sql */ `
    SELECT grants.id AS id, ${key.sql} AS key
      FROM grants ${key.join}
     WHERE ${where} ${after}
     ORDER BY +${key.sql} ${order}, grants.id ${order}
     LIMIT @limit`
}

function walkByIssue(where: string, sort: RefreshTokenSort, place: Place | undefined): string {
  const { order, beyond } = wordsOf(sort)
  const after = place ? `AND (grants.issued_at, grants.id) ${beyond} (@key, @id)` : ''
  return /* sql */ `
    SELECT grants.id AS id, grants.issued_at AS key
      FROM grants INDEXED BY grants_by_issued
     WHERE ${where} ${after}
     ORDER BY grants.issued_at ${order}, grants.id ${order}
     LIMIT @limit`
}

/**
 * Users (or clients) that the filter lets through in the order of their unique names, the grants of
 * each by its index. Those of deleted ones are merged in from the orphans.
 */
function walkByName(
  { sql: where, owners }: Condition,
  sort: RefreshTokenSort,
  place: Place | undefined,
): string {
  const bySubject = sort.by === 'subject'
  const [table, name, owner] = bySubject
    ? (['users', 'username', 'subject'] as const)
    : (['clients', 'name', 'client_id'] as const)
  // A user that was made again under an old subject does not own the old one's tokens.
  const owns = bySubject ? 'users.id = grants.user_id' : 'TRUE'
  const { order, beyond } = wordsOf(sort)
  const known = place
    ? `AND ${table}.${name} ${beyond}= @key
       AND (${table}.${name} ${beyond} @key OR grants.id ${beyond} @id)`
    : ''
  const deleted = place
    ? `AND (grants.${owner} COLLATE NOCASE, grants.id) ${beyond} (@key, @id)`
    : ''
  return /* sql */ `
    SELECT id, key FROM (
      SELECT * FROM (
        SELECT grants.id AS id, ${table}.${name} AS key
          FROM ${table} CROSS JOIN grants ON grants.${owner} = ${table}.${owner}
         WHERE ${owners[table]} AND ${owns} AND ${where} ${known}
         ORDER BY ${table}.${name} ${order}, grants.id ${order}
         LIMIT @limit)
      UNION ALL
      SELECT * FROM (
        SELECT grants.id AS id, grants.${owner} AS key
          FROM grants INDEXED BY grants_by_orphan
         WHERE grants.orphaned_at IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM ${table} WHERE ${table}.${owner} = grants.${owner} AND ${owns})
           AND ${where} ${deleted}
         ORDER BY grants.${owner} COLLATE NOCASE ${order}, grants.id ${order}
         LIMIT @limit))
     ORDER BY key COLLATE NOCASE ${order}, id ${order}
     LIMIT @limit` // grants_by_subject, grants_by_client
}

function wordsOf({ direction }: RefreshTokenSort): { order: string; beyond: string } {
  return direction === 'ascending' ? { order: 'ASC', beyond: '>' } : { order: 'DESC', beyond: '<' }
}
