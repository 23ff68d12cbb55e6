import { findRow, listRows, type ReadableDb } from './database.ts'

export interface StoredAuditEntry {
  readonly id: number
  readonly at: number
  readonly actor: string
  readonly operation: string
  readonly target: string
  readonly summary: string
}

/** An entry with what it changed, as JSON. */
export interface WholeAuditEntry extends StoredAuditEntry {
  readonly before: string | null
  readonly after: string | null
}

export interface AuditFilter {
  readonly operations?: readonly string[] | undefined
  readonly actors?: readonly string[] | undefined
  readonly target?: string | undefined
  readonly at?: { readonly from?: number | undefined; readonly to?: number | undefined } | undefined
}

interface Page {
  readonly filter: AuditFilter
  /** The id before which the page begins. */
  readonly before: number | undefined
  readonly limit: number
}

const columns = 'id, at, actor, operation, target, summary'

/** The newest entries before an id, newest first. */
export function listAudit(db: ReadableDb, page: Page): readonly StoredAuditEntry[] {
  return listRows<StoredAuditEntry>(
    db,
    /* sql */ `
    SELECT ${columns} FROM audit
     WHERE id < @before AND ${conditionOf(page.filter)} ORDER BY id DESC LIMIT @limit`,
    valuesOf(page),
  )
}

/** The same with what each entry changed. */
export function listWholeAudit(db: ReadableDb, page: Page): readonly WholeAuditEntry[] {
  return listRows<WholeAuditEntry>(
    db,
    /* sql */ `
    SELECT ${columns}, before, after FROM audit
     WHERE id < @before AND ${conditionOf(page.filter)} ORDER BY id DESC LIMIT @limit`,
    valuesOf(page),
  )
}

export function findAudit(
  db: ReadableDb,
  { id }: { readonly id: number },
): WholeAuditEntry | undefined {
  return findRow<WholeAuditEntry>(
    db,
    /* sql */ `SELECT ${columns}, before, after FROM audit WHERE id = ?`,
    id,
  )
}

/** Who has acted, and what was done. */
export function listAuditFacets(db: ReadableDb): {
  readonly operations: readonly string[]
  readonly actors: readonly string[]
} {
  const named = (column: 'operation' | 'actor'): readonly string[] =>
    listRows<{ name: string }>(
      db,
      /* sql */ `SELECT DISTINCT ${column} AS name FROM audit ORDER BY name LIMIT 200`,
    ).map(({ name }) => name)
  return { operations: named('operation'), actors: named('actor') }
}

function conditionOf({ operations, actors, target, at }: AuditFilter): string {
  const criteria = ['TRUE']
  if (operations) criteria.push('operation IN (SELECT value FROM json_each(@operations))')
  if (actors) criteria.push('actor IN (SELECT value FROM json_each(@actors))')
  if (target !== undefined)
    criteria.push(
      '(instr(lower(target), lower(@target)) > 0 OR instr(lower(summary), lower(@target)) > 0)',
    )
  if (at?.from !== undefined) criteria.push('at >= @from')
  if (at?.to !== undefined) criteria.push('at <= @to')
  return criteria.join(' AND ')
}

function valuesOf({ filter, before, limit }: Page): Record<string, string | number> {
  const { operations, actors, target, at } = filter
  return {
    before: before ?? Number.MAX_SAFE_INTEGER,
    limit,
    ...(operations && { operations: JSON.stringify(operations) }),
    ...(actors && { actors: JSON.stringify(actors) }),
    ...(target !== undefined && { target }),
    ...(at?.from !== undefined && { from: at.from }),
    ...(at?.to !== undefined && { to: at.to }),
  }
}
