import { afterEach, beforeEach, expect, test } from 'vitest'

import { openWritable, type WritableDb } from '#store/database.ts'
import { migrate } from '#store/migrations/migrate.ts'
import { findRevocationTargets, previewRevocation } from '#store/revocation-targets.ts'
import { seedGrants, type SeededGrant } from '#test/support/seed-grants.ts'

let db: WritableDb
beforeEach(() => {
  db = openWritable(':memory:')
  migrate(db)
})
afterEach(() => void db.close())

const now = 1000
const grant: SeededGrant = {
  subject: 'alice',
  clientId: 'web',
  scope: 'read',
  issuedAt: 900,
  idleExpiresAt: 2000,
  absoluteExpiresAt: 3000,
}

function grantRows() {
  return db.prepare('SELECT * FROM grants ORDER BY id').all()
}

test.each([
  [{ kind: 'family', grantId: 2 } as const, [2]],
  [{ kind: 'selection', grantIds: [1, 3, 99] } as const, [1, 3]],
  [{ kind: 'user-at-client', subject: 'alice', clientId: 'web' } as const, [1]],
  [{ kind: 'user', subject: 'alice' } as const, [1, 2]],
  [{ kind: 'client', clientId: 'web' } as const, [1, 3]],
  [{ kind: 'filter', filter: { clients: ['app'] } } as const, [2]],
])('targets: %o', (target, expected) => {
  seedGrants(db, [
    grant,
    { ...grant, clientId: 'app' },
    { ...grant, subject: 'bob' },
    { ...grant, generation: 0 },
    { ...grant, purgeAt: 1010 },
    { ...grant, revokedAt: 950 },
  ])
  expect([...findRevocationTargets(db, { target, mode: 'revoke', now })]).toEqual(expected)
})

test('a preview counts tokens, users, clients and the access tokens that outlive them', () => {
  const ids = seedGrants(db, [
    { ...grant, history: true },
    { ...grant, subject: 'bob', history: true },
    { ...grant, clientId: 'app', issuedAt: 100, absoluteExpiresAt: 200, history: true },
  ])
  db.prepare(
    `INSERT INTO opaque_access_tokens (digest, id, grant_id, client_id, subject, scope, audience,
                                       issued_at, expires_at)
     VALUES (x'01', 'o1', ?, 'web', 'alice', 'read', 'x', 900, 1500)`,
  ).run(ids[0])
  const before = grantRows()
  const everything = { kind: 'filter', filter: {} } as const
  expect(previewRevocation(db, { target: everything, now: 4000 })).toMatchObject({
    tokens: 3,
    users: 2,
    clients: 2,
    opaque: 0,
  })
  const web = previewRevocation(db, { target: { kind: 'client', clientId: 'web' }, now })
  expect(web).toEqual({
    tokens: 2,
    users: 2,
    clients: 1,
    opaque: 1,
    jwt: 2,
    jwtValidUntil: 900 + 3600,
  })
  const alone = previewRevocation(db, { target: { kind: 'token', grantId: ids[0] ?? 0 }, now })
  expect(alone).toMatchObject({ tokens: 1, opaque: 0, jwt: 1 })
  expect(grantRows()).toEqual(before)
})
