import { listRows, type ReadableDb } from '#store/database.ts'
import type { RefreshTokenFilter } from '#store/refresh-token-filter.ts'
import type { Place, RefreshTokenSort } from '#store/refresh-token-sort.ts'

import { currentColumns } from './live-tokens.ts'
import type { TokenColumns } from './token-columns.ts'
import { criteriaOf, unrevoked } from './token-criteria.ts'
import { pageOfColumns } from './token-page.ts'
import { allZones, countOfColumns, idsOfColumns, zonesOfIds, type Zones } from './token-scan.ts'

/** A filter that the columns can decide, and what may be asked about it. */
export interface ColumnQuestion {
  page(
    sort: RefreshTokenSort,
    place: Place | undefined,
    limit: number,
  ): readonly number[] | undefined
  count(): number
  /** All ids, oldest first; those that are not revoked yet, if only these are wanted. */
  ids(only: 'all' | 'unrevoked'): readonly number[]
}

/**
 * What the columns of a large store know of a filter; `undefined` where SQL is to answer: in a
 * small store, or before the columns are loaded. To be asked first in a transaction.
 */
export function askColumns(
  db: ReadableDb,
  filter: RefreshTokenFilter,
  now: number,
): ColumnQuestion | undefined {
  const columns = currentColumns(db)
  const criteria = columns && criteriaOf(columns, filter, now)
  if (!columns || !criteria) return undefined
  const zones = zonesOf(db, columns, filter)
  const isUnfiltered = Object.values(filter).every((criterion) => criterion === undefined)
  return {
    page(sort, place, limit) {
      if (sort.by === 'client' && columns.clients.codes.isOverrun) return undefined
      return pageOfColumns(columns, { filter, sort, place, now, criteria, limit, zones })
    },
    count: () => (isUnfiltered ? columns.living : countOfColumns(zones, criteria)),
    ids: (only) => idsOfColumns(zones, only === 'all' ? criteria : [...criteria, unrevoked]),
  }
}

/** A family or a session has an index in SQL and few tokens: only those are looked at. */
function zonesOf(
  db: ReadableDb,
  columns: TokenColumns,
  { grantId, session }: RefreshTokenFilter,
): Zones {
  if (session === undefined)
    return grantId === undefined ? allZones(columns) : zonesOfIds(columns, [grantId])
  const rows = listRows<{ id: number }>(
    db,
    /* sql */ `SELECT id FROM grants WHERE session_id = ?`, // grants_by_session
    session,
  )
  const ids = rows.map(({ id }) => id).filter((id) => grantId === undefined || id === grantId)
  return zonesOfIds(columns, ids)
}

/** The clients and scopes that living tokens have; `undefined` where SQL is to answer. */
export function usedInColumns(
  db: ReadableDb,
): { readonly clients: readonly string[]; readonly scopes: readonly string[] } | undefined {
  const columns = currentColumns(db)
  if (!columns || columns.clients.codes.isOverrun || columns.scopes.isOverrun) return undefined
  return { clients: columns.clients.codes.inUse(), scopes: columns.scopes.inUse() }
}

/** How many tokens the columns hold, in how many bytes; `undefined` while there are none. */
export function describeColumns(
  db: ReadableDb,
): { readonly tokens: number; readonly bytes: number } | undefined {
  const columns = currentColumns(db)
  return columns && { tokens: columns.living, bytes: columns.bytes }
}
