import { join } from 'node:path'

import {
  openBeside,
  seedClients,
  seededRandom,
  seedGrants,
  seedUsers,
  type SeededGrant,
} from '#test/support/seed-grants.ts'

const scopes = [
  'openid profile email offline_access',
  'openid offline_access read',
  'openid offline_access read write',
  'read',
  'urn:webapisecurity',
]
const agents = [
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0',
  'openid-client/6.9.0',
]

export const benchNow = 1_800_000_000
const day = 86_400
const clientCount = 50

/** Fills a store's folder with grants as a busy issuer has them after a quarter of a year, at `now`. */
export function seedBusyIssuer(folder: string, count: number, now = benchNow): void {
  const db = openBeside(join(folder, 'latchkey.sqlite'))
  db.pragma('synchronous = OFF')
  // Millions of rows go into six indexes: without their pages in memory it takes half an hour.
  db.pragma('cache_size = -2000000')
  const random = seededRandom(1)
  const users = Math.ceil(count / 5)
  seedUsers(
    db,
    Array.from({ length: users }, (_, index) => ({
      subject: `user-${index.toString(36).padStart(6, '0')}`,
      username: `${pick(['ali', 'bob', 'eve', 'mia', 'tom'], random())}${index}`,
      name: `Person ${index}`,
    })),
  )
  seedClients(
    db,
    Array.from(
      { length: clientCount },
      (_, index) => [`client-${index}`, `Client ${index}`] as const,
    ),
  )
  seedGrants(db, grants({ count, users, now }, random))
  db.close()
}

function* grants(
  { count, users, now }: { readonly count: number; readonly users: number; readonly now: number },
  random: () => number,
): Iterable<SeededGrant> {
  for (let index = 0; index < count; index += 1) {
    // Ids and times of issue grow together, as they do when an issuer runs.
    const issuedAt = now - 90 * day + Math.floor((index / count) * 90 * day)
    const lastUsedAt = issuedAt + Math.floor(random() * (now - issuedAt))
    const isRevoked = random() < 0.05
    const user = Math.floor(random() * users * 1.02)
    const client = Math.floor(random() ** 2 * (clientCount + 1))
    yield {
      subject: `user-${user.toString(36).padStart(6, '0')}`,
      clientId: `client-${client}`,
      scope: pick(scopes, random()),
      issuedAt,
      generation: 1 + Math.floor(random() * 100),
      lastUsedAt: random() < 0.2 ? null : lastUsedAt,
      idleExpiresAt: lastUsedAt + 15 * day,
      absoluteExpiresAt: issuedAt + 90 * day,
      uses: Math.floor(random() * 100),
      ip: `10.${Math.floor(random() * 8)}.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}`,
      userAgent: pick(agents, random()),
      session: `session-${Math.floor(random() * count * 0.5)}`,
      revokedAt: isRevoked ? lastUsedAt : null,
      replayed: isRevoked && random() < 0.1,
      orphanedAt: user >= users || client >= clientCount ? lastUsedAt : null,
      history: true,
    }
  }
}

function pick<Value>(values: readonly Value[], random: number): Value {
  const value = values[Math.floor(random * values.length)]
  if (value === undefined) throw new Error('Nothing to pick from.')
  return value
}
