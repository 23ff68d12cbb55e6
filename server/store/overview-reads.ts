import { countMatchingByMinute } from '#store/columns/decision-questions.ts'

import { findRow, type ReadableDb } from './database.ts'
import { countRefreshTokens } from './refresh-token-search.ts'

export interface Counts {
  readonly clients: number
  readonly users: number
  readonly resources: number
  readonly activeRefreshTokens: number
}

const none: Counts = {
  clients: 0,
  users: 0,
  resources: 0,
  activeRefreshTokens: 0,
}

export function countEverything(db: ReadableDb, { now }: { readonly now: number }): Counts {
  const activeRefreshTokens = countRefreshTokens(db, { filter: { status: ['active'] }, now })
  const counts = findRow<Omit<Counts, 'activeRefreshTokens'>>(
    db,
    /* sql */ `
    SELECT (SELECT count(*) FROM clients) AS clients,
           (SELECT count(*) FROM users) AS users,
           (SELECT count(*) FROM resource_servers) AS resources`,
  )
  return { ...none, ...counts, activeRefreshTokens }
}

/** Tokens given out at the token endpoint, by minute since the epoch; minutes without are absent. */
export function countTokensByMinute(
  db: ReadableDb,
  { from }: { readonly from: number },
): ReadonlyMap<number, number> {
  return countMatchingByMinute(db, {
    endpoints: ['token'],
    outcomes: ['passed'],
    at: { from },
  })
}
