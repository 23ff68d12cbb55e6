import { parseScope } from '#domain/scope.ts'
import { askColumns, usedInColumns } from '#store/columns/token-questions.ts'

import { findRow, listRows, type ReadableDb } from './database.ts'
import { conditionOf, type RefreshTokenFilter } from './refresh-token-filter.ts'
import { choosePlan, pageSql } from './refresh-token-page.ts'
import { refreshTokenColumns, type RefreshTokenRow } from './refresh-token-row.ts'
import {
  formatCursor,
  parseCursor,
  sortKeyOf,
  type Place,
  type RefreshTokenSort,
} from './refresh-token-sort.ts'
import { refused, type Refusal } from './refusal.ts'

export interface RefreshTokenSearch {
  readonly filter: RefreshTokenFilter
  readonly sort: RefreshTokenSort
  readonly cursor: string | undefined
  readonly limit: number
  readonly now: number
}

export interface RefreshTokenPage {
  readonly kind: 'page'
  readonly rows: readonly RefreshTokenRow[]
  readonly nextCursor: string | null
}

/** One page of refresh tokens. Equal sort keys are told apart by id, so the order is total. */
export function searchRefreshTokens(
  db: ReadableDb,
  search: RefreshTokenSearch,
): RefreshTokenPage | Refusal {
  const { sort, cursor } = search
  const place = cursor === undefined ? undefined : parseCursor(sort, cursor)
  if (cursor !== undefined && !place)
    return refused(
      'invalid_input',
      'This cursor belongs to another list. Begin at the first page.',
      'cursor',
    )
  const { rows, hasMore } = findInColumns(db, search, place) ?? findBySql(db, search, place)
  const last = rows.at(-1)
  return {
    kind: 'page',
    rows: rows.map(({ key: _key, ...row }) => row),
    nextCursor: hasMore && last ? formatCursor(sort, { key: last.key, id: last.grantId }) : null,
  }
}

interface FoundRows {
  readonly rows: readonly (RefreshTokenRow & { readonly key: string | number })[]
  readonly hasMore: boolean
}

/** Large stores keep in memory what decides; `undefined` where they do not. */
function findInColumns(
  db: ReadableDb,
  { filter, sort, limit, now }: RefreshTokenSearch,
  place: Place | undefined,
): FoundRows | undefined {
  const question = askColumns(db, filter, now)
  const ids = question?.page(sort, place, limit + 1)
  if (!ids) return undefined
  const values = { now, ids: JSON.stringify(ids.slice(0, limit)) }
  return { rows: listRows(db, rowsOfIdsSql(sort), values), hasMore: ids.length > limit }
}

function rowsOfIdsSql({ by }: RefreshTokenSort): string {
  return /* sql */ `
    SELECT ${sortKeyOf(by).sql} AS key, ${refreshTokenColumns}
      FROM json_each(@ids) AS page
     CROSS JOIN grants ON grants.id = page.value
      LEFT JOIN users ON users.id = grants.user_id
      LEFT JOIN clients ON clients.client_id = grants.client_id
     ORDER BY page.key`
}

function findBySql(
  db: ReadableDb,
  { filter, sort, limit, now }: RefreshTokenSearch,
  place: Place | undefined,
): FoundRows {
  const condition = conditionOf(filter, now)
  const plan = choosePlan(db, sort, condition)
  const found = listRows<RefreshTokenRow & { readonly key: string | number }>(
    db,
    rowsSql(pageSql(plan, condition, sort, place), sort),
    { ...condition.values, limit: limit + 1, ...place },
  )
  return { rows: found.slice(0, limit), hasMore: found.length > limit }
}

/** The page's ids first, and only then what is shown of them: joins are made for one page alone. */
function rowsSql(page: string, { by, direction }: RefreshTokenSort): string {
  const order = direction === 'ascending' ? 'ASC' : 'DESC'
  const collation = sortKeyOf(by).type === 'string' ? 'COLLATE NOCASE' : ''
  return /* sql */ `
    WITH page AS MATERIALIZED (${page})
    SELECT page.key AS key, ${refreshTokenColumns}
      FROM page
      JOIN grants ON grants.id = page.id
      LEFT JOIN users ON users.id = grants.user_id
      LEFT JOIN clients ON clients.client_id = grants.client_id
     ORDER BY page.key ${collation} ${order}, page.id ${order}`
}

export function countRefreshTokens(
  db: ReadableDb,
  { filter, now }: { readonly filter: RefreshTokenFilter; readonly now: number },
): number {
  const counted = askColumns(db, filter, now)?.count()
  if (counted !== undefined) return counted
  const condition = conditionOf(filter, now)
  const found = findRow<{ count: number }>(
    db,
    /* sql */ `SELECT count(*) AS count FROM grants WHERE ${condition.sql}`,
    condition.values,
  )
  return found?.count ?? 0
}

export interface Facets {
  readonly clients: readonly { readonly clientId: string; readonly name: string | null }[]
  readonly scopes: readonly string[]
}

/** What there is to filter by: clients that have tokens, deleted ones too, and scopes in use. */
export function listFacets(db: ReadableDb): Facets {
  const used = usedInColumns(db) ?? usedBySql(db)
  const clients = listRows<{ clientId: string; name: string | null }>(
    db,
    /* sql */ `
    SELECT used.value AS clientId, clients.name
      FROM json_each(?) AS used LEFT JOIN clients ON clients.client_id = used.value
     ORDER BY clients.name IS NULL, clients.name, used.value`,
    JSON.stringify(used.clients),
  )
  return { clients, scopes: [...new Set(used.scopes.flatMap(parseScope))].toSorted() }
}

function usedBySql(db: ReadableDb): {
  readonly clients: readonly string[]
  readonly scopes: readonly string[]
} {
  const different = (column: 'client_id' | 'scope'): readonly string[] =>
    listRows<{ value: string }>(
      db,
      /* sql */ `
      SELECT DISTINCT ${column} AS value FROM grants WHERE generation > 0 AND purge_at IS NULL`,
    ).map(({ value }) => value)
  return { clients: different('client_id'), scopes: different('scope') }
}
