import type { z } from 'zod'

import type { DecisionRecordView } from '#contract/activity.ts'
import type { auditEntry } from '#contract/audit.ts'
import { clientDefaults } from '#contract/client-defaults.ts'
import type { ClientDetail, ClientSettings } from '#contract/clients.ts'
import type { Topic } from '#contract/events.ts'
import type { OperationName, Output, ParsedInput } from '#contract/operations.ts'
import type { RefreshTokenRow, RevocationActView } from '#contract/refresh-tokens.ts'
import type { AdminFailure } from '#contract/reply.ts'
import type { ResourceDetail } from '#contract/resources.ts'
import type { UserDetail } from '#contract/users.ts'

export type FixtureSize = 'empty' | 'typical' | 'huge'
export type Announce = (...topics: Topic[]) => void

export type FixtureHandlers = {
  [Name in OperationName]: (input: ParsedInput<Name>) => Output<Name>
}

export class FixtureRefusal extends Error {
  readonly failure: AdminFailure

  constructor(failure: AdminFailure) {
    super(failure.message)
    this.failure = failure
  }
}

/** An act of revocation: what it takes, from which tokens, and how far it has come. */
export interface FixtureAct {
  readonly id: number
  readonly ids: readonly string[]
  readonly before: RefreshTokenRow[]
  view: RevocationActView
}

export interface World {
  acts: FixtureAct[]
  clients: ClientDetail[]
  users: UserDetail[]
  resources: ResourceDetail[]
  tokens: RefreshTokenRow[]
  records: DecisionRecordView[]
  audit: z.infer<typeof auditEntry>[]
  views: { name: string; query: string }[]
  secrets: { kind: 'client secret' | 'password'; owner: string; value: string }[]
}

const [minute, hour, day] = [60, 3600, 86_400]

export function now(): number {
  return Math.floor(Date.now() / 1000)
}

export function makeWorld(size: FixtureSize, amounts: { readonly tokens?: number } = {}): World {
  const world: World = {
    acts: [],
    clients: [],
    users: [],
    resources: [],
    tokens: [],
    records: [],
    audit: [],
    views: [],
    secrets: [],
  }
  if (size === 'empty') return world
  fillSample(world)
  const many = size === 'huge'
  if (many) for (let n = 0; n < 200; n += 1) world.clients.push(manyClient(n))
  const tokens = amounts.tokens ?? (many ? 20_000 : 60)
  world.tokens = Array.from({ length: tokens }, (_, n) => token(world, n))
  world.records = Array.from({ length: many ? 2000 : 40 }, (_, n) =>
    record(n, many ? 2000 : 40),
  ).toReversed()
  world.audit = Array.from({ length: many ? 500 : 12 }, (_, n) => auditLine(n)).toReversed()
  return world
}

/** What the sample workspace has: three clients, two users and an API. */
export function fillSample(world: World): void {
  world.resources.push(sampleResource())
  world.users.push(user('alice', 'Alice Liddell'), user('bob', 'Bob Builder'))
  world.clients.push(
    client('codeflowclient', 'Code Flow Client', {
      scopes: ['openid', 'profile', 'offline_access', 'read', 'search'],
      redirectUris: [{ uri: 'http://localhost:3000/callback', note: 'Development' }],
      refreshTokens: { ...clientDefaults.refreshTokens, enabled: true },
    }),
    client('machine', 'Nightly import', { flow: 'client_credentials', scopes: ['read'] }),
    client('spa', 'Public PKCE client', {
      type: 'public',
      scopes: ['openid', 'profile', 'read'],
      redirectUris: [{ uri: 'https://app.example/callback', note: '' }],
      consent: 'remember',
    }),
  )
  world.secrets = [
    { kind: 'client secret', owner: 'codeflowclient', value: crypto.randomUUID() },
    { kind: 'client secret', owner: 'machine', value: crypto.randomUUID() },
    { kind: 'password', owner: 'alice', value: crypto.randomUUID().slice(0, 13) },
    { kind: 'password', owner: 'bob', value: crypto.randomUUID().slice(0, 13) },
  ]
}

export function client(
  clientId: string,
  name: string,
  settings: Partial<ClientSettings>,
): ClientDetail {
  return {
    clientId,
    settings: {
      ...clientDefaults,
      redirectUris: [],
      postLogoutRedirectUris: [],
      scopes: [],
      ...settings,
      name,
    },
    secrets:
      settings.type === 'public'
        ? []
        : [{ id: 's1', createdAt: now() - 40 * day, expiresAt: null, lastUsedAt: now() - hour }],
    createdAt: now() - 40 * day,
    version: 1,
    activeTokens: settings.refreshTokens?.enabled === true ? 42 : 0,
    lastUsedAt: now() - 3 * minute,
  }
}

function manyClient(n: number): ClientDetail {
  const made = client(`service-${n}`, `A service with a rather long name, number ${n}`, {
    flow: n % 3 === 0 ? 'client_credentials' : 'code',
    type: n % 5 === 1 ? 'public' : 'confidential',
    enabled: n % 7 !== 0,
    refreshTokens: { ...clientDefaults.refreshTokens, enabled: n % 6 === 1 },
  })
  return { ...made, lastUsedAt: n % 4 === 0 ? null : now() - n * hour, activeTokens: n * 37 }
}

function user(username: string, name: string): UserDetail {
  return {
    subject: `sub-${username}`,
    settings: {
      username,
      name,
      email: `${username}@example.org`,
      emailVerified: true,
      claims: { department: 'Research' },
      disabled: false,
    },
    createdAt: now() - 40 * day,
    lastSignInAt: now() - 2 * hour,
    version: 1,
    activeTokens: 21,
  }
}

function sampleResource(): ResourceDetail {
  const scope = (name: string, displayName: string, emphasize: boolean) => ({
    name,
    displayName,
    description: '',
    emphasize,
  })
  return {
    audience: 'urn:webapisecurity',
    settings: {
      name: 'Web API',
      enabled: true,
      signingAlgorithm: 'RS256',
      accessTokenLifetime: null,
      scopes: [
        scope('read', 'Read your data', false),
        scope('search', 'Search your data', false),
        scope('write', 'Change your data', true),
      ],
    },
    version: 1,
    clients: 3,
    activeTokens: 42,
  }
}

const statuses = ['active', 'active', 'active', 'revoked', 'expired', 'replayed'] as const

function token(world: World, n: number): RefreshTokenRow {
  const { subject, settings } = world.users[n % 2] ?? user('carol', 'Carol')
  const orphan = n % 23 === 22
  return {
    id: `g${(n + 1000).toString(36)}`,
    status: orphan ? 'orphaned' : (statuses[n % statuses.length] ?? 'active'),
    subject,
    username: settings.username,
    name: settings.name,
    clientId: orphan ? 'retired' : 'codeflowclient',
    clientName: orphan ? null : 'Code Flow Client',
    scope: ['openid', 'offline_access', 'read'].slice(0, 2 + (n % 2)),
    generation: 1 + (n % 9),
    issuedAt: now() - n * 7 * minute - minute,
    lastUsedAt: n % 5 === 0 ? null : now() - n * 3 * minute,
    expiresAt: now() + 30 * day - n * 7 * minute,
    uses: n % 9,
    ip: `127.0.0.${1 + (n % 200)}`,
    userAgent: 'Mozilla/5.0 (X11; Linux x64) Chrome/143.0',
    device: n % 3 === 0 ? 'openid-client' : 'Chrome on Linux',
    session: `session-${n % 12}`,
  }
}

function record(n: number, of: number): DecisionRecordView {
  const refused = n % 5 === 3
  const endpoint = ['authorize', 'token', 'userinfo', 'token'][n % 4] ?? 'token'
  return {
    id: n + 1,
    at: now() - (of - n) * 53,
    duration: 0.8 + (n % 17) * 1.7,
    endpoint,
    clientId: n % 9 === 8 ? null : 'codeflowclient',
    subject: n % 3 === 0 ? null : 'sub-alice',
    username: n % 3 === 0 ? null : 'alice',
    grantId: n % 3 === 0 ? null : `g${(1000 + (n % 40)).toString(36)}`,
    session: n % 3 === 0 ? null : 'session-1',
    flow: n % 4 === 0 ? `flow-${Math.floor(n / 12)}` : null,
    trace: refused ? `trace-${n}` : null,
    ip: '127.0.0.1',
    userAgent: n % 2 === 0 ? 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0' : 'openid-client/6.9.0',
    device: n % 2 === 0 ? 'Chrome on Linux' : 'openid-client',
    outcome: refused ? 'refused' : 'passed',
    error: refused ? 'invalid_grant' : null,
    check: refused ? 'refresh_token.unused' : null,
    reason: refused ? 'The refresh token was used before; its family is revoked.' : null,
    request: {
      method: 'POST',
      path: `/oauth2/${endpoint}`,
      authentication: 'none',
      parameters: [
        { name: 'grant_type', value: 'refresh_token' },
        { name: 'client_id', value: 'codeflowclient' },
        { name: 'refresh_token', value: '$REFRESH_TOKEN' },
      ],
    },
    checks: [
      { check: 'client.authentication', outcome: 'passed', clause: 'RFC 6749 §2.3' },
      { check: 'grant_type', outcome: 'passed', clause: 'RFC 6749 §6' },
      {
        check: 'refresh_token.unused',
        outcome: refused ? 'refused' : 'passed',
        clause: 'RFC 9700 §4.14.2',
        expected: 'generation 4',
        received: refused ? 'generation 2' : 'generation 4',
      },
    ],
  }
}

function auditLine(n: number): World['audit'][number] {
  const operation = ['clients.update', 'refreshTokens.revoke', 'users.create'][n % 3] ?? ''
  return {
    id: n + 1,
    at: now() - (600 - n) * 17 * minute,
    actor: 'console',
    operation,
    target: ['codeflowclient', `g${(1000 + n).toString(36)}`, 'sub-bob'][n % 3] ?? '',
    summary: ['Refresh tokens on', 'Family revoked: lost laptop', 'User bob made'][n % 3] ?? '',
  }
}
