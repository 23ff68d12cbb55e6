import fc from 'fast-check'

import type { WritableDb } from '#store/database.ts'
import { seedClients, seedGrants, seedUsers, type SeededGrant } from '#test/support/seed-grants.ts'

import { grants } from './refresh-token-model.ts'

// What happens to a store between two searches, as the statements of its operations do it.

/** `pick` chooses a row, whatever rows there are. */
export type Change =
  | { readonly kind: 'insert'; readonly grant: SeededGrant }
  | { readonly kind: Statement; readonly pick: number }
  | {
      readonly kind: 'new user' | 'new client' | 'rename user' | 'rename client'
      readonly pick: number
      readonly name: string
    }

type Statement = keyof typeof statements

const statements = {
  rotate: /* sql */ `
    UPDATE grants SET generation = generation + 1, last_used_at = 1 + @pick % 30, uses = uses + 1,
                      idle_expires_at = 800 + @pick % 400, ip = '10.0.0.' || @pick % 20,
                      user_agent = 'agent ' || @pick % 9
     WHERE id = @id`,
  redeem: /* sql */ `
    UPDATE grants SET generation = 1, issued_at = @pick % 20 WHERE id = @id AND generation = 0`,
  revoke: /* sql */ `
    UPDATE grants SET revoked_at = 500, replayed = @pick % 2, revocation_id = @act WHERE id = @id`,
  'undo revoke': /* sql */ `
    UPDATE grants SET revoked_at = NULL, revocation_id = NULL WHERE id >= @id`,
  delete: /* sql */ `UPDATE grants SET purge_at = 900, deletion_id = @act WHERE id = @id`,
  'undo delete': /* sql */ `
    UPDATE grants SET purge_at = NULL, deletion_id = NULL WHERE purge_at IS NOT NULL`,
  purge: /* sql */ `DELETE FROM grants WHERE purge_at IS NOT NULL`,
  sweep: /* sql */ `DELETE FROM grants WHERE id = @id`,
  'delete user': /* sql */ `
    UPDATE grants SET orphaned_at = 5 WHERE subject = @subject AND orphaned_at IS NULL;
    DELETE FROM users WHERE subject = @subject`,
  'delete client': /* sql */ `
    UPDATE grants SET orphaned_at = 5 WHERE client_id = @client AND orphaned_at IS NULL;
    DELETE FROM clients WHERE client_id = @client`,
} as const

const pick = fc.nat(1000)
const name = fc.constantFrom(
  'alice',
  'ALICIA',
  'Bob_1',
  'zoe',
  'Mallory',
  's2',
  '100%',
  'éA',
  'Éa',
  'gone-s5',
)
// A fast-check's record of a kind is a union member: what `Change` lists.
export const changes: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), grant: grants }),
  fc.record({
    // The keys of an object literal.
    kind: fc.constantFrom(...(Object.keys(statements) as Statement[])),
    pick,
  }),
  fc.record({
    kind: fc.constantFrom('new user', 'new client', 'rename user', 'rename client'),
    pick,
    name,
  }),
)

export function applyChange(db: WritableDb, change: Change): void {
  switch (change.kind) {
    case 'insert':
      seedGrants(db, [change.grant])
      // Nobody is given a token at a client, or for a user, that is gone.
      return void db.exec(`
        UPDATE grants SET orphaned_at = 5
         WHERE orphaned_at IS NULL AND (user_id IS NULL OR NOT EXISTS (
           SELECT 1 FROM clients WHERE clients.client_id = grants.client_id))`)
    case 'new user':
      return ignoringTaken(() =>
        seedUsers(db, [{ subject: `s${change.pick % 6}`, username: change.name, name: 'New' }]),
      )
    case 'new client':
      return ignoringTaken(() =>
        seedClients(db, [[change.pick % 2 === 0 ? 'gone-client' : 'cli', change.name]]),
      )
    case 'rename user':
      return ignoringTaken(() =>
        run(
          db,
          `UPDATE users SET username = @name, name = 'Named ' || @name WHERE subject = @subject`,
          change,
        ),
      )
    case 'rename client':
      return ignoringTaken(() =>
        run(db, `UPDATE clients SET name = @name WHERE client_id = @client`, change),
      )
    default:
      for (const sql of statements[change.kind].split(';')) run(db, sql, change)
  }
}

function run(
  db: WritableDb,
  sql: string,
  change: { readonly pick: number; readonly name?: string },
): void {
  const ids = db.prepare(`SELECT id FROM grants ORDER BY id`).pluck().all()
  const values = {
    id: ids[change.pick % Math.max(1, ids.length)] ?? 0,
    pick: change.pick,
    act: actOf(db),
    subject: `s${1 + (change.pick % 5)}`,
    client: ['web', 'app', 'cli', 'gone-client'][change.pick % 4],
    name: change.name ?? '',
  }
  const used = Object.entries(values).filter(([key]) => sql.includes(`@${key}`))
  db.prepare(sql).run(Object.fromEntries(used))
}

/** Some act that revocations belong to. */
function actOf(db: WritableDb): number {
  const known = db.prepare(`SELECT id FROM revocations`).pluck().get()
  if (typeof known === 'number') return known
  db.exec(`INSERT INTO revocations (id, at, by, reason, mode, aim, planned, tokens)
           VALUES (7, 1, 'tester', '', 'revoke', '', 0, 0)`)
  return 7
}

/** A name can be taken already: then nothing changes. */
function ignoringTaken(change: () => void): void {
  try {
    change()
  } catch (error) {
    if (!String(error).includes('UNIQUE')) throw error
  }
}
