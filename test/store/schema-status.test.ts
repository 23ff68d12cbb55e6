import fc from 'fast-check'
import { expect, test } from 'vitest'

import type { RefreshTokenStatus } from '#domain/refresh-token.ts'
import { openWritable } from '#store/database.ts'
import { findGrant } from '#store/grants.ts'
import { migrate } from '#store/migrations/migrate.ts'
import { seedGrants, type SeededGrant } from '#test/support/seed-grants.ts'

/** The same rule once more, in words that are not SQL. */
function statusOf(grant: SeededGrant, now: number): RefreshTokenStatus {
  const isRevoked = grant.revokedAt !== null && grant.revokedAt !== undefined
  if (isRevoked) return grant.replayed ? 'replayed' : 'revoked'
  if (grant.orphanedAt !== null && grant.orphanedAt !== undefined) return 'orphaned'
  return grant.idleExpiresAt <= now || grant.absoluteExpiresAt <= now ? 'expired' : 'active'
}

const time = fc.integer({ min: 0, max: 20 })
/** Absent half of the time, so that every status is met. */
const timeOrNull = fc.option(time, { nil: null, freq: 2 })
const grants = fc.record({
  subject: fc.constant('s'),
  clientId: fc.constant('c'),
  scope: fc.constant('read'),
  issuedAt: time,
  idleExpiresAt: time,
  absoluteExpiresAt: time,
  revokedAt: timeOrNull,
  replayed: fc.boolean(),
  orphanedAt: timeOrNull,
})

test('the status that SQL derives is the one that the rule says', () => {
  const db = openWritable(':memory:')
  migrate(db)
  const met = new Set<RefreshTokenStatus>()
  fc.assert(
    fc.property(grants, time, (grant, now) => {
      const [id = 0] = seedGrants(db, [grant])
      const expected = statusOf(grant, now)
      met.add(expected)
      expect(findGrant(db, { id, now })?.status).toBe(expected)
    }),
    { numRuns: 400 },
  )
  expect(met).toEqual(new Set(['active', 'expired', 'orphaned', 'revoked', 'replayed']))
})
