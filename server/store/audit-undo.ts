import { isDeepStrictEqual } from 'node:util'

import { clientSettingsOf, type ClientSettings } from '#domain/client.ts'
import { resourceSettingsOf, type ResourceSettings } from '#domain/resource.ts'
import { userSettingsOf, type UserSettings } from '#domain/user.ts'

import { insertAudit } from './audit.ts'
import { updateClient } from './client-changes.ts'
import { findClient } from './clients.ts'
import { findRow, type WritableDb } from './database.ts'
import { refused, type Act, type Audited, type AuditWords } from './refusal.ts'
import { updateResource } from './resource-changes.ts'
import { listResources } from './resources.ts'
import { updateUser } from './user-changes.ts'
import { findUser } from './users.ts'

interface UndoableRow {
  readonly operation: string
  readonly target: string
  readonly summary: string
  readonly before: string | null
  readonly after: string | null
}

interface Write extends Act {
  readonly words: AuditWords
}

/** What an entry of one operation changed, as it stands now, and how its settings are put back. */
interface Target<Settings> {
  readonly settings: Settings
  readonly update: (settings: Settings, write: Write) => Audited
}

/** Takes back what an audit entry did, if its target still is as the entry left it. */
export function undoAudited(
  db: WritableDb,
  { id, ...act }: Act & { readonly id: number },
): Audited {
  const entry = findRow<UndoableRow>(
    db,
    /* sql */ `SELECT operation, target, summary, before, after FROM audit WHERE id = ?`,
    id,
  )
  if (!entry) return refused('not_found', 'There is no such entry in the audit trail.', 'id')
  const undo = undos.get(entry.operation)
  return undo?.(db, entry, act) ?? refused('not_allowed', 'This cannot be taken back.', 'id')
}

type Undo = (db: WritableDb, entry: UndoableRow, act: Act) => Audited

const undoClient: Undo = (db, entry, act) => takeBack(clientTarget(db, entry.target), entry, act)
const undos: ReadonlyMap<string, Undo> = new Map([
  ['clients.update', undoClient],
  ['clients.setEnabled', undoClient],
  ['users.update', (db, entry, act) => takeBack(userTarget(db, entry.target), entry, act)],
  ['resources.update', (db, entry, act) => takeBack(resourceTarget(db, entry.target), entry, act)],
])

/** Whether an act of this kind can be taken back, as long as nothing has changed since. */
export function isUndoable(operation: string): boolean {
  return undos.has(operation)
}

function takeBack<Settings extends object>(
  target: Target<Settings> | undefined,
  entry: UndoableRow,
  act: Act,
): Audited {
  if (!target)
    return refused('conflict', `${entry.target} is no longer there, so this cannot be taken back.`)
  // Written by the operations above, from settings of the same type.
  const before = JSON.parse(entry.before ?? '{}') as Partial<Settings>
  // As above.
  const after = JSON.parse(entry.after ?? '{}') as Partial<Settings>
  if (losesSecrets(before, after))
    return refused(
      'conflict',
      'The client became public then, and its secrets went. Change it back by hand and add a secret.',
    )
  if (!includes(target.settings, after))
    return refused(
      'conflict',
      `${entry.target} was changed again since, so this can no longer be taken back by itself.`,
    )
  const words = { operation: 'audit.undo', summary: `Took back: ${entry.summary}` }
  return target.update({ ...target.settings, ...before }, { ...act, words })
}

/** An update to a public client deletes its secrets: no undo brings them back. */
function losesSecrets(before: object, after: object): boolean {
  return (
    'type' in before && before.type === 'confidential' && 'type' in after && after.type === 'public'
  )
}

/** Whether all that the entry set is still so. Scopes of a client are a set: their order is nothing. */
function includes(settings: object, part: object): boolean {
  const now = new Map(Object.entries(settings))
  return Object.entries(part).every(([name, value]) =>
    isDeepStrictEqual(comparable(name, now.get(name)), comparable(name, value)),
  )
}

function comparable(name: string, value: unknown): unknown {
  const isSet = name === 'scopes' && Array.isArray(value) && typeof value[0] === 'string'
  return isSet ? new Set<unknown>(value) : value
}

function clientTarget(db: WritableDb, clientId: string): Target<ClientSettings> | undefined {
  const client = findClient(db, { clientId })
  return (
    client && {
      settings: clientSettingsOf(client),
      update: (settings, write) =>
        updateClient(db, { clientId, version: client.version, settings, ...write }),
    }
  )
}

function userTarget(db: WritableDb, subject: string): Target<UserSettings> | undefined {
  const user = findUser(db, { subject })
  return (
    user && {
      settings: userSettingsOf(user),
      update: (settings, write) =>
        updateUser(db, { subject, version: user.version, settings, ...write }),
    }
  )
}

function resourceTarget(db: WritableDb, audience: string): Target<ResourceSettings> | undefined {
  const resource = listResources(db).find((each) => each.audience === audience)
  return (
    resource && {
      settings: resourceSettingsOf(resource),
      update: (settings, write) =>
        updateResource(db, { audience, version: resource.version, settings, ...write }),
    }
  )
}

/** Says that an administrator let somebody try again who had tried too often. */
export function recordPardon(
  db: WritableDb,
  { target, summary, actor, now }: Act & { readonly target: string; readonly summary: string },
): number {
  return insertAudit(db, { actor, operation: 'activity.applyFix', target, summary }, now)
}
