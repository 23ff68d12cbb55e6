import fc from 'fast-check'

import type { RefreshTokenFilter } from '#store/refresh-token-filter.ts'
import type { RefreshTokenRow } from '#store/refresh-token-row.ts'
import type { RefreshTokenSort } from '#store/refresh-token-sort.ts'
import type { SeededGrant, SeededUser } from '#test/support/seed-grants.ts'

// What the grid should find, said a second time in plain JavaScript over all rows.

export const modelNow = 1000
export const users: readonly SeededUser[] = [
  { subject: 's1', username: 'alice', name: 'Alice A.' },
  { subject: 's2', username: 'Bob_1', name: '100% Bob' },
  { subject: 's3', username: 'carol\\x', name: '' },
]
export const clients: readonly (readonly [string, string])[] = [
  ['web', 'Shop'],
  ['app', 'Zebra app'],
  ['cli', 'apple cli'],
]
const scopeValues = ['openid', 'read', 'read:all', 'write']

const time = fc.integer({ min: 0, max: 2000 })
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null })

/** Someone who is gone leaves an orphan: deleting marks it in the same transaction. */
export const grants: fc.Arbitrary<SeededGrant> = fc
  .record({
    subject: fc.constantFrom('s1', 's2', 's3', 'gone-S4', 'gone-s5'),
    clientId: fc.constantFrom('web', 'app', 'cli', 'gone-client'),
    scope: fc.subarray(scopeValues, { minLength: 1 }).map((values) => values.join(' ')),
    issuedAt: fc.integer({ min: 0, max: 20 }),
    generation: fc.constantFrom(0, 1, 1, 2, 3),
    lastUsedAt: maybe(fc.integer({ min: 1, max: 20 })),
    idleExpiresAt: time,
    absoluteExpiresAt: time,
    uses: fc.integer({ min: 0, max: 3 }),
    ip: maybe(fc.constantFrom('10.0.0.1', '10.0.0.12', '10.1.0.1', '::1')),
    userAgent: maybe(fc.constantFrom('Firefox/1 100%', 'curl_8', 'CURL/9')),
    session: maybe(fc.constantFrom('a', 'b')),
    revokedAt: maybe(time),
    replayed: fc.boolean(),
    orphanedAt: maybe(time),
    purgeAt: fc.constantFrom(null, null, null, null, 900),
  })
  .map((grant) => {
    const isGone = grant.subject.startsWith('gone') || grant.clientId.startsWith('gone')
    return { ...grant, orphanedAt: isGone ? (grant.orphanedAt ?? 5) : grant.orphanedAt }
  })

const period = fc.record(
  { from: fc.integer({ min: 0, max: 20 }), to: fc.integer({ min: 0, max: 20 }) },
  { requiredKeys: [] },
)
const everyCriterion: fc.Arbitrary<Required<Omit<RefreshTokenFilter, 'revocation'>>> = fc.record({
  subject: fc.record({
    operator: fc.constantFrom('is', 'starts', 'contains'),
    value: fc.constantFrom('s1', 'ALICE', 'b', '%', '_', '\\', 'gone-s', 'Bob_1', '100%'),
  }),
  clients: fc.subarray(['web', 'app', 'cli', 'gone-client', 'none'], { minLength: 1 }),
  scope: fc.record({
    match: fc.constantFrom('any', 'all'),
    values: fc.subarray([...scopeValues, 'rea'], { minLength: 1 }),
  }),
  status: fc.subarray(['active', 'revoked', 'replayed', 'expired', 'orphaned'] as const, {
    minLength: 1,
  }),
  issued: period,
  lastUsed: period,
  expires: fc.record({ from: time, to: time }, { requiredKeys: [] }),
  grantId: fc.integer({ min: 1, max: 30 }),
  ip: fc.constantFrom('10.0.0.1', '10.', '::', '%'),
  device: fc.constantFrom('curl', '100%', '_8', 'firefox'),
  session: fc.constantFrom('a', 'c'),
})
/** A few of them at a time: with all of them hardly anything would ever match. */
export const filters: fc.Arbitrary<RefreshTokenFilter> = fc
  .tuple(
    everyCriterion,
    fc.subarray(
      [
        'subject',
        'clients',
        'scope',
        'status',
        'issued',
        'lastUsed',
        'expires',
        'grantId',
        'ip',
        'device',
        'session',
      ] as const,
      { maxLength: 3 },
    ),
  )
  .map(([all, names]) => Object.fromEntries(names.map((name) => [name, all[name]])))
export const sorts: fc.Arbitrary<RefreshTokenSort> = fc.record({
  by: fc.constantFrom('issued', 'lastUsed', 'expires', 'subject', 'client', 'uses'),
  direction: fc.constantFrom('ascending', 'descending'),
})

type Kept = SeededGrant & { readonly id: number }

/** The ids that a search should give, in order. */
export function expectedIds(
  rows: readonly Kept[],
  filter: RefreshTokenFilter,
  sort: RefreshTokenSort,
): number[] {
  const sign = sort.direction === 'ascending' ? 1 : -1
  return rows
    .filter((row) => row.generation !== 0 && row.purgeAt === null && matches(row, filter))
    .toSorted((a, b) => sign * (compare(keyOf(a, sort.by), keyOf(b, sort.by)) || a.id - b.id))
    .map(({ id }) => id)
}

export function statusOf(row: SeededGrant): RefreshTokenRow['status'] {
  if (row.revokedAt !== null) return row.replayed ? 'replayed' : 'revoked'
  if (row.orphanedAt !== null) return 'orphaned'
  return expiryOf(row) <= modelNow ? 'expired' : 'active'
}

function matches(row: Kept, filter: RefreshTokenFilter): boolean {
  const user = users.find(({ subject }) => subject === row.subject)
  return [
    filter.subject === undefined ||
      [row.subject, user?.username, user?.name].some((text) => isLike(text, filter.subject)),
    filter.clients?.includes(row.clientId) ?? true,
    filter.scope === undefined || hasScope(row.scope.split(' '), filter.scope),
    filter.status?.includes(statusOf(row)) ?? true,
    isWithin(row.issuedAt, filter.issued),
    isWithin(row.lastUsedAt ?? null, filter.lastUsed),
    isWithin(expiryOf(row), filter.expires),
    filter.grantId === undefined || row.id === filter.grantId,
    filter.ip === undefined || (row.ip?.startsWith(filter.ip) ?? false),
    filter.device === undefined ||
      (row.userAgent?.toLowerCase().includes(filter.device.toLowerCase()) ?? false),
    filter.session === undefined || row.session === filter.session,
  ].every(Boolean)
}

function isLike(text: string | undefined, subject: RefreshTokenFilter['subject']): boolean {
  const [have, want] = [text?.toLowerCase(), subject?.value.toLowerCase() ?? '']
  if (have === undefined) return false
  if (subject?.operator === 'is') return have === want
  return subject?.operator === 'starts' ? have.startsWith(want) : have.includes(want)
}

function hasScope(
  have: readonly string[],
  { match, values }: NonNullable<RefreshTokenFilter['scope']>,
): boolean {
  return match === 'any'
    ? values.some((value) => have.includes(value))
    : values.every((value) => have.includes(value))
}

function isWithin(at: number | null, period: RefreshTokenFilter['issued']): boolean {
  if (period?.from === undefined && period?.to === undefined) return true
  return at !== null && at >= (period.from ?? 0) && at <= (period.to ?? Number.MAX_SAFE_INTEGER)
}

function expiryOf(row: SeededGrant): number {
  return Math.min(row.idleExpiresAt, row.absoluteExpiresAt)
}

function keyOf(row: Kept, by: RefreshTokenSort['by']): string | number {
  switch (by) {
    case 'issued':
      return row.issuedAt
    case 'lastUsed':
      return row.lastUsedAt ?? 0
    case 'expires':
      return expiryOf(row)
    case 'uses':
      return row.uses ?? 0
    case 'subject':
      return (
        users.find((user) => user.subject === row.subject)?.username ?? row.subject
      ).toLowerCase()
    case 'client':
      return (clients.find(([id]) => id === row.clientId)?.[1] ?? row.clientId).toLowerCase()
  }
}

function compare(a: string | number, b: string | number): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
