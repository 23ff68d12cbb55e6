import type { Json, User } from '#domain/user.ts'

import { findRow, type ReadableDb } from './database.ts'

interface UserRow {
  readonly subject: string
  readonly username: string
  readonly name: string
  readonly email: string
  readonly email_verified: number
  readonly claims: string
  readonly password_hash: string
  readonly disabled: number
  readonly created_at: number
  readonly last_sign_in_at: number | null
  readonly version: number
}

const userColumns = /* sql */ `
  subject, username, name, email, email_verified, claims, password_hash, disabled, created_at,
  last_sign_in_at, version`

export function findUser(
  db: ReadableDb,
  { subject }: { readonly subject: string },
): User | undefined {
  const row = findRow<UserRow>(
    db,
    /* sql */ `SELECT ${userColumns} FROM users WHERE subject = ?`,
    subject,
  )
  return row && toUser(row)
}

/** A user by the name typed at sign-in, ignoring case. */
export function findUserByName(
  db: ReadableDb,
  { username }: { readonly username: string },
): User | undefined {
  const row = findRow<UserRow>(
    db,
    /* sql */ `SELECT ${userColumns} FROM users WHERE username = ?`,
    username,
  )
  return row && toUser(row)
}

function toUser(row: UserRow): User {
  // Written by insertUser and updateUser as a JSON object.
  const claims = JSON.parse(row.claims) as { readonly [name: string]: Json }
  return {
    subject: row.subject,
    username: row.username,
    name: row.name,
    email: row.email,
    emailVerified: row.email_verified === 1,
    claims,
    passwordHash: row.password_hash,
    disabled: row.disabled === 1,
    createdAt: row.created_at,
    lastSignInAt: row.last_sign_in_at,
    version: row.version,
  }
}
