import { plural } from '#domain/duration.ts'
import { userSettingsOf, type UserSettings } from '#domain/user.ts'

import { insertAudit } from './audit.ts'
import type { Changed, Deleted } from './client-changes.ts'
import { change, findRow, insertRow, type ReadableDb, type WritableDb } from './database.ts'
import { orphanGrants } from './orphans.ts'
import { refused, type Act, type Audited, type AuditWords, type Refusal } from './refusal.ts'
import { revokeTokensOfUser } from './revocation-changes.ts'
import { findUser } from './users.ts'

export interface NewUser extends Act {
  readonly subject: string
  readonly settings: UserSettings
  readonly passwordHash: string
}

export function insertUser(db: WritableDb, user: NewUser): Changed {
  const { subject, settings, actor, now } = user
  if (findUser(db, { subject }))
    return refused('conflict', `There is a user with the subject ${subject} already.`, 'subject')
  const conflict = userConflict(db, subject, settings, 'settings.')
  if (conflict) return conflict
  insertUserRow(db, user)
  const summary = `Created the user ${settings.username}.`
  insertAudit(
    db,
    { actor, operation: 'users.create', target: subject, summary, after: settings },
    now,
  )
  return { kind: 'changed' }
}

export function updateUser(
  db: WritableDb,
  input: Act & {
    readonly subject: string
    readonly version: number
    readonly settings: UserSettings
    readonly words?: AuditWords
  },
): Audited {
  const { subject, settings, actor, now } = input
  const before = findUser(db, { subject })
  if (!before) return unknownUser(subject)
  if (before.version !== input.version)
    return refused(
      'conflict',
      `Someone else has changed the user ${before.username}. Load it again and repeat your change.`,
      'version',
    )
  const conflict = userConflict(db, subject, settings, 'settings.')
  if (conflict) return conflict
  updateUserRow(db, subject, settings)
  const summary = `Changed the user ${settings.username}.`
  const auditId = insertAudit(
    db,
    {
      actor,
      operation: 'users.update',
      target: subject,
      summary,
      ...input.words,
      before: userSettingsOf(before),
      after: settings,
    },
    now,
  )
  return { kind: 'changed', auditId }
}

export function setUserPassword(
  db: WritableDb,
  input: Act & {
    readonly subject: string
    readonly passwordHash: string
    readonly revokeTokens: boolean
  },
): Changed {
  const { subject, passwordHash, revokeTokens, actor, now } = input
  const user = findUser(db, { subject })
  if (!user) return unknownUser(subject)
  change(
    db,
    /* sql */ `UPDATE users SET password_hash = ?, version = version + 1 WHERE subject = ?`,
    passwordHash,
    subject,
  )
  const reason = `The password of ${user.username} was set.`
  const tokens = revokeTokens ? revokeTokensOfUser(db, { subject, by: actor, reason, now }) : 0
  const summary = `Set the password of ${user.username}; revoked: ${plural(tokens, 'refresh token')}.`
  insertAudit(db, { actor, operation: 'users.setPassword', target: subject, summary }, now)
  return { kind: 'changed' }
}

/** Deletes a user with sessions and consents. The grants stay as orphans. */
export function deleteUser(
  db: WritableDb,
  { subject, actor, now }: Act & { readonly subject: string },
): Deleted {
  const before = findUser(db, { subject })
  if (!before) return unknownUser(subject)
  const orphanedTokens = orphanGrants(db, 'subject', subject, now)
  change(db, /* sql */ `DELETE FROM users WHERE subject = ?`, subject)
  insertAudit(
    db,
    {
      actor,
      operation: 'users.delete',
      target: subject,
      summary: `Deleted the user ${before.username}; orphaned: ${plural(orphanedTokens, 'active refresh token')}.`,
      before: userSettingsOf(before),
    },
    now,
  )
  return { kind: 'deleted', orphanedTokens }
}

/** What these settings collide with: another user's name, ignoring case. */
export function userConflict(
  db: ReadableDb,
  subject: string,
  settings: UserSettings,
  prefix: string,
): Refusal | undefined {
  const namesake = findRow<{ username: string }>(
    db,
    /* sql */ `SELECT username FROM users WHERE username = ? AND subject <> ?`,
    settings.username,
    subject,
  )
  return (
    namesake &&
    refused('conflict', `There is a user ${namesake.username} already.`, `${prefix}username`)
  )
}

export function insertUserRow(
  db: WritableDb,
  { subject, settings, passwordHash, now }: Omit<NewUser, 'actor'>,
): void {
  insertRow(
    db,
    /* sql */ `
    INSERT INTO users (subject, username, name, email, email_verified, claims, password_hash,
                       disabled, created_at, version)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
    subject,
    settings.username,
    settings.name,
    settings.email,
    Number(settings.emailVerified),
    JSON.stringify(settings.claims),
    passwordHash,
    Number(settings.disabled),
    now,
  )
}

export function updateUserRow(db: WritableDb, subject: string, settings: UserSettings): void {
  change(
    db,
    /* sql */ `
    UPDATE users
       SET username = ?, name = ?, email = ?, email_verified = ?, claims = ?, disabled = ?,
           version = version + 1
     WHERE subject = ?`,
    settings.username,
    settings.name,
    settings.email,
    Number(settings.emailVerified),
    JSON.stringify(settings.claims),
    Number(settings.disabled),
    subject,
  )
}

function unknownUser(subject: string): Refusal {
  return refused('not_found', `There is no user with the subject ${subject}.`, 'subject')
}
