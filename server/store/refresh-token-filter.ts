import type { RefreshTokenStatus } from '#domain/refresh-token.ts'

import { expiryOfGrant, statusOfGrant } from './refresh-token-status.ts'

interface Period {
  readonly from?: number | undefined
  readonly to?: number | undefined
}

/** All criteria are combined with AND; an absent one matches everything. */
export interface RefreshTokenFilter {
  readonly subject?:
    | { readonly operator: 'is' | 'starts' | 'contains'; readonly value: string }
    | undefined
  readonly clients?: readonly string[] | undefined
  readonly scope?: { readonly match: 'any' | 'all'; readonly values: readonly string[] } | undefined
  readonly status?: readonly RefreshTokenStatus[] | undefined
  readonly issued?: Period | undefined
  readonly lastUsed?: Period | undefined
  readonly expires?: Period | undefined
  readonly grantId?: number | undefined
  readonly ip?: string | undefined
  readonly device?: string | undefined
  readonly session?: string | undefined
  readonly revocation?: number | undefined
}

type Value = string | number

/** A part of a WHERE clause and the values it is bound to. */
export interface Criterion {
  readonly sql: string
  readonly values: Readonly<Record<string, Value>>
}

/** A WHERE clause over `grants` and the values it is bound to. */
export interface Condition extends Criterion {
  /** The same over `users` and `clients` alone: whose tokens can match at all. */
  readonly owners: { readonly users: string; readonly clients: string }
}

/**
 * The condition that a filter amounts to. Every value is bound, lists as one JSON value, so that
 * the same criteria are the same statement whatever they look for.
 */
export function conditionOf(filter: RefreshTokenFilter, now: number): Condition {
  const criteria = [
    { sql: 'grants.generation > 0 AND grants.purge_at IS NULL', values: { now } },
    ...subjectCriteria(filter),
    ...listCriteria(filter),
    ...periodCriteria('issued', 'grants.issued_at', filter.issued),
    ...periodCriteria('lastUsed', 'grants.last_used_at', filter.lastUsed),
    ...periodCriteria('expires', expiryOfGrant, filter.expires),
    ...textCriteria(filter),
  ]
  return {
    sql: criteria.map(({ sql }) => `(${sql})`).join(' AND '),
    values: Object.assign({}, ...criteria.map(({ values }) => values)),
    owners: {
      users: filter.subject ? matchesUser : 'TRUE',
      clients: filter.clients ? `clients.client_id IN (${listedClients})` : 'TRUE',
    },
  }
}

const matchesUser = /* sql */ `(users.username LIKE @subject ESCAPE '\\'
  OR users.name LIKE @subject ESCAPE '\\' OR users.subject LIKE @subject ESCAPE '\\')`

const listedClients = /* sql */ `SELECT value FROM json_each(@clients)`

function subjectCriteria({ subject }: RefreshTokenFilter): Criterion[] {
  if (!subject) return []
  const pattern = likePattern(subject.operator, subject.value)
  // Users are few compared to tokens, so they are looked through once and not once a token. A
  // deleted user is known by the subject of the orphaned tokens alone.
  const known = /* sql */ `SELECT id FROM users WHERE ${matchesUser}`
  const deleted = `grants.orphaned_at IS NOT NULL AND grants.subject LIKE @subject ESCAPE '\\'`
  return [{ sql: `grants.user_id IN (${known}) OR ${deleted}`, values: { subject: pattern } }]
}

function listCriteria({ clients, scope, status }: RefreshTokenFilter): Criterion[] {
  const criteria: Criterion[] = []
  if (clients)
    criteria.push({
      sql: `grants.client_id IN (${listedClients})`,
      values: { clients: JSON.stringify(clients) },
    })
  if (scope) criteria.push(...scopeCriteria(scope))
  if (status) {
    const names = [...new Set(status)].map((value, index) => [`status${index}`, value] as const)
    criteria.push({
      sql: `${statusOfGrant} IN (${names.map(([name]) => `@${name}`).join(', ')})`,
      values: Object.fromEntries(names),
    })
  }
  return criteria
}

/** Whole scope values: `read` is not found in `read:all`. */
function scopeCriteria(scope: NonNullable<RefreshTokenFilter['scope']>): Criterion[] {
  const names = scope.values.map((value, index) => [`scope${index}`, ` ${value} `] as const)
  const each = names.map(([name]) => `instr(' ' || grants.scope || ' ', @${name}) > 0`)
  return [
    {
      sql: each.join(scope.match === 'any' ? ' OR ' : ' AND '),
      values: Object.fromEntries(names),
    },
  ]
}

/** Both ends are included. */
function periodCriteria(name: string, column: string, period: Period | undefined): Criterion[] {
  const criteria: Criterion[] = []
  if (period?.from !== undefined)
    criteria.push({ sql: `${column} >= @${name}From`, values: { [`${name}From`]: period.from } })
  if (period?.to !== undefined)
    criteria.push({ sql: `${column} <= @${name}To`, values: { [`${name}To`]: period.to } })
  return criteria
}

function textCriteria(filter: RefreshTokenFilter): Criterion[] {
  const criteria: Criterion[] = []
  if (filter.grantId !== undefined)
    criteria.push({ sql: 'grants.id = @grantId', values: { grantId: filter.grantId } })
  if (filter.ip !== undefined)
    criteria.push({
      sql: `grants.ip LIKE @ip ESCAPE '\\'`,
      values: { ip: likePattern('starts', filter.ip) },
    })
  if (filter.device !== undefined)
    criteria.push({
      sql: `grants.user_agent LIKE @device ESCAPE '\\'`,
      values: { device: likePattern('contains', filter.device) },
    })
  if (filter.session !== undefined)
    criteria.push({ sql: 'grants.session_id = @session', values: { session: filter.session } })
  if (filter.revocation !== undefined)
    criteria.push({
      sql: 'grants.revocation_id = @revocation',
      values: { revocation: filter.revocation },
    })
  return criteria
}

function likePattern(operator: 'is' | 'starts' | 'contains', value: string): string {
  const escaped = value.replaceAll(/[\\%_]/g, (special) => `\\${special}`)
  switch (operator) {
    case 'is':
      return escaped
    case 'starts':
      return `${escaped}%`
    case 'contains':
      return `%${escaped}%`
  }
}
