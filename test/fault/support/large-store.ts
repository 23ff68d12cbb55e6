import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { openStore } from '#store/open-store.ts'
import { withStore } from '#test/fault/support/store-after.ts'
import { seedClients, seedGrants, seedUsers } from '#test/support/seed-grants.ts'

const now = 1_800_000_000

/** A closed store on disk with this many families, each with a line of history. */
export async function makeLargeStore(families: number): Promise<Disposable & { data: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-fault-'))
  const data = join(folder, 'data')
  const store = openStore(data, (error) => {
    throw error
  })
  await store.close()
  seedBulk(data, families)
  return { data, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Families that nobody holds a token of, of a client and users of their own. */
export function seedBulk(data: string, families: number): void {
  withStore(data, (db) => {
    seedClients(db, [['bulk', 'Bulk']])
    seedUsers(
      db,
      Array.from({ length: 100 }, (_, index) => ({
        subject: `subject-${index}`,
        username: `user-${index}`,
        name: `User ${index}`,
      })),
    )
    seedGrants(
      db,
      Array.from({ length: families }, (_, index) => ({
        subject: `subject-${index % 100}`,
        clientId: 'bulk',
        scope: 'openid profile offline_access',
        issuedAt: now - families + index,
        idleExpiresAt: now + 86_400,
        absoluteExpiresAt: now + 864_000,
        ip: '127.0.0.1',
        userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
        history: true,
      })),
    )
  })
}
