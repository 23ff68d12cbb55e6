import fc from 'fast-check'

import { clientDefaults } from '#contract/client-defaults.ts'

const settings = {
  ...clientDefaults,
  name: 'Web',
  redirectUris: [{ uri: 'https://web.example/callback', note: '' }],
  scopes: ['openid'],
}
const user = {
  username: 'alice',
  name: 'Alice',
  email: 'alice@example.com',
  emailVerified: true,
  claims: { group: ['a', { b: 1 }] },
  disabled: false,
}
const resource = {
  name: 'API',
  enabled: true,
  signingAlgorithm: 'RS256',
  accessTokenLifetime: null,
  scopes: [{ name: 'api:read', displayName: 'Read', description: '', emphasize: false }],
}
const search = { filter: {}, sort: { by: 'subject', direction: 'ascending' } }
const byId = { clientId: 'web' }

/** For each operation, an input as the console would send it. */
const plausible: Readonly<Record<string, unknown>> = {
  'clients.get': byId,
  'clients.create': { ...byId, settings },
  'clients.update': { ...byId, version: 1, settings },
  'clients.duplicate': { ...byId, newClientId: 'web2', name: 'Web 2', flow: null },
  'clients.setEnabled': { ...byId, enabled: false },
  'clients.delete': byId,
  'clients.addSecret': { ...byId, overlap: 60 },
  'clients.removeSecret': { ...byId, secretId: 'x' },
  'clients.previewConsent': { ...byId, settings },
  'refreshTokens.search': { ...search, limit: 50 },
  'refreshTokens.count': {
    filter: { status: ['active'], subject: { operator: 'is', value: 'a' } },
  },
  'refreshTokens.get': { id: 'g1' },
  'refreshTokens.previewRevocation': { target: { kind: 'user', subject: 'alice' } },
  'refreshTokens.revoke': {
    target: { kind: 'filter', filter: { ip: '10.' } },
    mode: 'revoke',
    reason: '',
  },
  'refreshTokens.undo': { revocationId: 1 },
  'refreshTokens.cancelRevocation': { revocationId: 1 },
  'refreshTokens.export': { ...search, format: 'csv' },
  'savedViews.save': { name: 'Mine', query: 'status:active' },
  'savedViews.delete': { name: 'Mine' },
  'users.get': { subject: 'alice' },
  'users.create': { settings: user, password: 'correct horse' },
  'users.update': { subject: 'alice', version: 1, settings: user },
  'users.setPassword': { subject: 'alice', password: 'correct horse', revokeTokens: true },
  'users.delete': { subject: 'alice' },
  'resources.get': { audience: 'urn:api' },
  'resources.create': { audience: 'urn:api', settings: resource },
  'resources.update': { audience: 'urn:api', version: 1, settings: resource },
  'resources.delete': { audience: 'urn:api' },
  'consents.list': { filter: { text: 'alice' }, limit: 50 },
  'consents.count': { filter: { clientId: 'web' } },
  'consents.get': { subject: 'alice', ...byId },
  'consents.revoke': { subject: 'alice', ...byId, tokens: true, reason: '' },
  'inspector.inspect': { text: 'Bearer lka_x eyJhbGciOiJub25lIn0.e30.', api: { scope: ['read'] } },
  'activity.list': { filter: { outcomes: ['refused'], flow: 'x' }, limit: 50 },
  'activity.count': { filter: { user: { operator: 'contains', value: 'a' }, at: { from: 1 } } },
  'activity.get': { id: 1 },
  'activity.export': { ids: [1, 2] },
  'activity.configure': {
    recording: true,
    limit: 100_000,
    lifetime: 86_400,
    traceInErrorUri: false,
  },
  'firstContact.watch': { ...byId, since: 1 },
  'playground.client': byId,
  'playground.get': { runId: 'r1' },
  'playground.start': { ...byId, scopes: ['openid'], parameters: [{ name: 'nonce', value: 'n' }] },
  'playground.next': { runId: 'r1' },
  'playground.act': { runId: 'r1', act: { kind: 'introspect', token: '$ACCESS_TOKEN_1' } },
  'playground.end': { runId: 'r1' },
  'playground.steal': { grantId: 'g1' },
  'audit.get': { id: 1 },
  'audit.export': { filter: { target: 'web' } },
  'audit.list': { limit: 50 },
  'audit.undo': { id: 1 },
  'activity.applyFix': { id: 1, fix: 'redirect_uri.add' },
}

export function plausibleInput(name: string): unknown {
  return plausible[name] ?? {}
}

const nasty = fc.oneof(
  fc.constantFrom<unknown>(
    '',
    '\0',
    "'; DROP TABLE grants; --",
    '%',
    '\ud800',
    '../../etc/passwd',
    '=cmd()',
    '<script>',
    'é'.repeat(300),
    -1,
    0,
    1.5,
    Number.NaN,
    Number.MAX_SAFE_INTEGER,
    2 ** 53,
    null,
    undefined,
    true,
    [],
    {},
    [null],
    { toString: 1 },
    'http://[::1',
    'javascript:alert(1)',
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.jsonValue({ maxDepth: 3 }),
  fc.integer(),
)

/** Anything at all, and plausible inputs with one or two parts replaced, removed or added. */
export function hostileInputs(name: string): fc.Arbitrary<unknown> {
  const mutation = fc.record({
    place: fc.nat(),
    value: nasty,
    kind: fc.constantFrom('replace', 'remove', 'add'),
  })
  return fc.oneof(
    { weight: 1, arbitrary: nasty },
    {
      weight: 4,
      arbitrary: fc.array(mutation, { minLength: 1, maxLength: 2 }).map((mutations) => {
        const input = structuredClone(plausibleInput(name))
        for (const each of mutations) mutate(input, each)
        return input
      }),
    },
  )
}

interface Mutation {
  readonly place: number
  readonly value: unknown
  readonly kind: 'replace' | 'remove' | 'add'
}

function mutate(input: unknown, { place, value, kind }: Mutation): void {
  const places = placesIn(input)
  const found = places[place % Math.max(1, places.length)]
  if (!found) return
  if (kind === 'remove') delete found.record[found.key]
  else found.record[kind === 'add' ? `${found.key}_` : found.key] = value
}

interface Found {
  readonly record: Record<string, unknown>
  readonly key: string
}

function placesIn(value: unknown): Found[] {
  if (typeof value !== 'object' || value === null) return []
  // Lists are records of their places.
  const record = value as Record<string, unknown>
  return Object.keys(record).flatMap((key) => [{ record, key }, ...placesIn(record[key])])
}
