import type { Statement } from 'better-sqlite3'

import { findRow, listRows, prepare, type ReadableDb } from '#store/database.ts'
import { expiryOfGrant } from '#store/refresh-token-status.ts'

import { living, orphaned, replayed, revoked } from './token-block.ts'
import type { TokenUser } from './token-users.ts'

/** A grant as the columns are filled from it; a tuple, because millions are read. */
export type GrantRow = readonly [
  id: number,
  flags: number,
  issuedAt: number | null,
  lastUsedAt: number | null,
  expiresAt: number,
  uses: number,
  clientId: string,
  userId: number | null,
  scope: string,
  userAgent: string | null,
  ip: string | null,
  revocationId: number | null,
]

/** The bits of `token-block.ts`; 0 where there is no living token. */
const flags = /* sql */ `
  CASE WHEN generation > 0 AND purge_at IS NULL
       THEN ${living} + ${revoked} * (revoked_at IS NOT NULL) + ${replayed} * (replayed = 1)
            + ${orphaned} * (orphaned_at IS NOT NULL)
       ELSE 0 END`

const columns = /* sql */ `
  id, ${flags}, issued_at, last_used_at, ${expiryOfGrant}, uses, client_id, user_id, scope,
  user_agent, ip, revocation_id`

/** The living tokens among the ids from `from` on, `count` of them. */
export function listGrantRows(db: ReadableDb, from: number, count: number): readonly GrantRow[] {
  const sql = /* sql */ `
    SELECT ${columns} FROM grants
     WHERE id >= ? AND id < ? AND generation > 0 AND purge_at IS NULL`
  // The columns above, in the types that STRICT tables give them.
  return rawly(db, sql).all(from, from + count) as unknown as GrantRow[]
}

export function findGrantRow(db: ReadableDb, id: number): GrantRow | undefined {
  const sql = /* sql */ `SELECT ${columns} FROM grants WHERE id = ?`
  // As in listGrantRows.
  return rawly(db, sql).get(id) as GrantRow | undefined
}

/** The statement for this SQL, which gives rows as arrays. */
function rawly(db: ReadableDb, sql: string): Statement {
  return prepare(db, sql).raw()
}

export function findSubject(db: ReadableDb, grantId: number): string {
  const sql = /* sql */ `SELECT subject FROM grants WHERE id = ?`
  return findRow<{ subject: string }>(db, sql, grantId)?.subject ?? ''
}

export function findLastGrantId(db: ReadableDb): number {
  const last = findRow<{ id: number | null }>(db, /* sql */ `SELECT max(id) AS id FROM grants`)
  return last?.id ?? 0
}

/** Users with the ids behind one. */
export function listTokenUsers(db: ReadableDb, after: number, count: number): readonly TokenUser[] {
  return listRows<TokenUser>(
    db,
    /* sql */ `
    SELECT id, subject, username, name FROM users WHERE id > ? ORDER BY id LIMIT ?`,
    after,
    count,
  )
}

/** Ids and names in the order of names, behind one of them: all of it is in the index. */
export function listUsernames(
  db: ReadableDb,
  after: string | undefined,
  count: number,
): readonly Pick<TokenUser, 'id' | 'username'>[] {
  return listRows<Pick<TokenUser, 'id' | 'username'>>(
    db,
    /* sql */ `
    SELECT id, username FROM users
     ${after === undefined ? '' : 'WHERE username > @after'}
     ORDER BY username LIMIT @count`,
    { count, ...(after === undefined ? {} : { after }) },
  )
}

export function findTokenUser(db: ReadableDb, id: number): TokenUser | undefined {
  const sql = /* sql */ `SELECT id, subject, username, name FROM users WHERE id = ?`
  return findRow<TokenUser>(db, sql, id)
}

export function listClientNames(db: ReadableDb): ReadonlyMap<string, string> {
  const rows = listRows<{ clientId: string; name: string }>(
    db,
    /* sql */ `SELECT client_id AS clientId, name FROM clients`,
  )
  return new Map(rows.map(({ clientId, name }) => [clientId, name]))
}
