import type { User } from '#domain/user.ts'

import { findRow, listRows, type ReadableDb } from './database.ts'
import { statusOfGrant } from './refresh-token-status.ts'
import { findUser } from './users.ts'

export interface UserListRow {
  readonly subject: string
  readonly username: string
  readonly name: string
  readonly email: string
  readonly disabled: number
  readonly activeTokens: number
  readonly lastSignInAt: number | null
}

/** All users by name, each with how many of the user's refresh tokens are active at `now`. */
export function listUsers(
  db: ReadableDb,
  { now }: { readonly now: number },
): readonly UserListRow[] {
  return listRows<UserListRow>(
    db,
    /* sql */ `
    WITH active AS (
      SELECT subject, count(*) AS count FROM grants
       WHERE generation > 0 AND purge_at IS NULL AND ${statusOfGrant} = 'active'
       GROUP BY subject)
    SELECT users.subject, username, name, email, disabled,
           ifnull(active.count, 0) AS activeTokens, last_sign_in_at AS lastSignInAt
      FROM users LEFT JOIN active ON active.subject = users.subject
     ORDER BY username`,
    { now },
  )
}

export interface UserWithTokens {
  readonly user: User
  readonly activeTokens: number
}

export function findUserWithTokens(
  db: ReadableDb,
  { subject, now }: { readonly subject: string; readonly now: number },
): UserWithTokens | undefined {
  const user = findUser(db, { subject })
  if (!user) return undefined
  const active = findRow<{ count: number }>(
    db,
    /* sql */ `
    SELECT count(*) AS count FROM grants
     WHERE subject = @subject AND generation > 0 AND purge_at IS NULL
       AND ${statusOfGrant} = 'active'`, // grants_by_subject
    { subject, now },
  )
  return { user, activeTokens: active?.count ?? 0 }
}
