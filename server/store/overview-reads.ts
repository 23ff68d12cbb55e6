import { findRow, listRows, type ReadableDb } from './database.ts'
import { countRefreshTokens } from './refresh-token-search.ts'

export interface Counts {
  readonly clients: number
  readonly users: number
  readonly resources: number
  readonly activeRefreshTokens: number
  readonly refusalsLastHour: number
}

const none: Counts = {
  clients: 0,
  users: 0,
  resources: 0,
  activeRefreshTokens: 0,
  refusalsLastHour: 0,
}

export function countEverything(db: ReadableDb, { now }: { readonly now: number }): Counts {
  const activeRefreshTokens = countRefreshTokens(db, { filter: { status: ['active'] }, now })
  const counts = findRow<Omit<Counts, 'activeRefreshTokens'>>(
    db,
    /* sql */ `
    SELECT (SELECT count(*) FROM clients) AS clients,
           (SELECT count(*) FROM users) AS users,
           (SELECT count(*) FROM resource_servers) AS resources,
           (SELECT count(*) FROM decisions
             WHERE outcome = 'refused' AND at > @now - 3600) AS refusalsLastHour`, // decisions_by_outcome
    { now },
  )
  return { ...none, ...counts, activeRefreshTokens }
}

/** Tokens given out at the token endpoint, by minute since the epoch; minutes without are absent. */
export function countTokensByMinute(
  db: ReadableDb,
  { from }: { readonly from: number },
): ReadonlyMap<number, number> {
  const rows = listRows<{ minute: number; count: number }>(
    db,
    /* sql */ `
    SELECT at / 60 AS minute, count(*) AS count FROM decisions
     WHERE endpoint = 'token' AND outcome = 'passed' AND at >= ?
     GROUP BY minute`, // decisions_by_endpoint
    from,
  )
  return new Map(rows.map(({ minute, count }) => [minute, count]))
}
