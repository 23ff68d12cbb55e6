import type { Output, ParsedInput } from '#contract/operations.ts'
import type { RefreshTokenRow } from '#contract/refresh-tokens.ts'

import { accepted } from './admin-error.ts'
import type { AdminContext } from './context.ts'
import { csvLine } from './csv.ts'
import { toRow, toStoredFilter } from './refresh-token-view.ts'

const rowsInPart = 2000

/** One part of an export. Parts joined as they come are one CSV file, or one JSON array. */
export async function exportPart(
  { store, now }: AdminContext,
  { filter, sort, cursor, format }: ParsedInput<'refreshTokens.export'>,
): Promise<Output<'refreshTokens.export'>> {
  const search = { filter: toStoredFilter(filter), sort, cursor, limit: rowsInPart, now: now() }
  const page = accepted(await store.searchRefreshTokens(search))
  const rows = page.rows.map(toRow)
  const place = { isFirst: cursor === undefined, isLast: page.nextCursor === null }
  const text = format === 'csv' ? csvPart(rows, place) : jsonPart(rows, place)
  return { text, nextCursor: page.nextCursor }
}

interface PartPlace {
  readonly isFirst: boolean
  readonly isLast: boolean
}

/** The separator stands before a row, never after it: a last part may turn out empty. */
function jsonPart(rows: readonly RefreshTokenRow[], { isFirst, isLast }: PartPlace): string {
  const lines = rows.map((row, index) => {
    const separator = isFirst && index === 0 ? '\n' : ',\n'
    return `${separator}${JSON.stringify(row)}`
  })
  return `${isFirst ? '[' : ''}${lines.join('')}${isLast ? '\n]\n' : ''}`
}

const columns: readonly (readonly [string, (row: RefreshTokenRow) => string | number | null])[] = [
  ['status', (row) => row.status],
  ['subject', (row) => row.subject],
  ['username', (row) => row.username],
  ['name', (row) => row.name],
  ['client_id', (row) => row.clientId],
  ['client_name', (row) => row.clientName],
  ['scope', (row) => row.scope.join(' ')],
  ['family', (row) => row.id],
  ['generation', (row) => row.generation],
  ['issued_at', (row) => isoTime(row.issuedAt)],
  ['last_used_at', (row) => isoTime(row.lastUsedAt)],
  ['expires_at', (row) => isoTime(row.expiresAt)],
  ['uses', (row) => row.uses],
  ['ip', (row) => row.ip],
  ['device', (row) => row.device],
  ['user_agent', (row) => row.userAgent],
  ['session', (row) => row.session],
]

function csvPart(rows: readonly RefreshTokenRow[], { isFirst }: PartPlace): string {
  const header = isFirst ? csvLine(columns.map(([name]) => name)) : ''
  return header + rows.map((row) => csvLine(columns.map(([, cell]) => cell(row)))).join('')
}

function isoTime(at: number | null): string | null {
  return at === null ? null : new Date(at * 1000).toISOString().replace('.000Z', 'Z')
}
