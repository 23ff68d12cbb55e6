import type {
  RefreshTokenFilter,
  RefreshTokenRow,
  RevocationTarget,
} from '#contract/refresh-tokens.ts'
import { revocationHandlers } from '#test/support/console-fixture-revocations.ts'
import { FixtureRefusal, now } from '#test/support/console-fixture-world.ts'
import type { Announce, FixtureHandlers, World } from '#test/support/console-fixture-world.ts'

type RefreshTokenHandlers = Pick<
  FixtureHandlers,
  Extract<keyof FixtureHandlers, `refreshTokens.${string}` | `savedViews.${string}`>
>

export function refreshTokenHandlers(world: World, announce: Announce): RefreshTokenHandlers {
  const views = (): { views: World['views'] } => ({ views: world.views })
  return {
    'refreshTokens.search': ({ filter, cursor, limit, sort }) => {
      const start = Number(cursor ?? 0)
      const found = world.tokens.filter((token) => matches(token, filter))
      const rows = (sort.direction === 'ascending' ? found.toReversed() : found).slice(
        start,
        start + limit,
      )
      const end = start + rows.length
      return { rows, nextCursor: end < found.length ? String(end) : null }
    },
    'refreshTokens.count': ({ filter }) => ({
      count: world.tokens.filter((token) => matches(token, filter)).length,
    }),
    'refreshTokens.get': ({ id }) => detail(world, id),
    'refreshTokens.previewRevocation': ({ target }) => {
      const taken = world.tokens.filter((token) => isTarget(token, target))
      return {
        tokens: taken.length,
        users: new Set(taken.map(({ subject }) => subject)).size,
        clients: new Set(taken.map(({ clientId }) => clientId)).size,
        accessTokens: { opaque: 0, jwt: taken.length, jwtValidUntil: now() + 3600 },
      }
    },
    ...revocationHandlers(world, announce, isTarget),
    'refreshTokens.export': ({ filter }) => ({
      text: world.tokens
        .filter((token) => matches(token, filter))
        .map(({ id }) => id)
        .join('\n'),
      nextCursor: null,
    }),
    'refreshTokens.facets': () => ({
      clients: [...new Map(world.tokens.map((token) => [token.clientId, token.clientName]))].map(
        ([clientId, name]) => ({ clientId, name }),
      ),
      scopes: [...new Set(world.tokens.flatMap(({ scope }) => scope))],
    }),
    'savedViews.list': views,
    'savedViews.save': (view) => {
      world.views = [...world.views.filter(({ name }) => name !== view.name), view]
      return views()
    },
    'savedViews.delete': ({ name }) => {
      world.views = world.views.filter((view) => view.name !== name)
      return views()
    },
  }
}

function matches(token: RefreshTokenRow, filter: RefreshTokenFilter): boolean {
  const { subject, clients, status, scope, family } = filter
  const names = [token.subject, token.username ?? '', token.name ?? ''].map((s) => s.toLowerCase())
  return (
    (subject === undefined || names.some((name) => name.includes(subject.value.toLowerCase()))) &&
    (clients === undefined || clients.includes(token.clientId)) &&
    (status === undefined || status.includes(token.status)) &&
    (scope === undefined || scope.values.some((value) => token.scope.includes(value))) &&
    (family === undefined || family === token.id)
  )
}

function isTarget(token: RefreshTokenRow, target: RevocationTarget): boolean {
  if (token.status !== 'active') return false
  switch (target.kind) {
    case 'token':
    case 'family':
      return token.id === target.id
    case 'selection':
      return target.ids.includes(token.id)
    case 'user-at-client':
      return token.subject === target.subject && token.clientId === target.clientId
    case 'user':
      return token.subject === target.subject
    case 'client':
      return token.clientId === target.clientId
    case 'filter':
      return matches(token, target.filter)
    default:
      return target satisfies never
  }
}

function detail(world: World, id: string): ReturnType<FixtureHandlers['refreshTokens.get']> {
  const token = world.tokens.find((token) => token.id === id)
  if (token === undefined) {
    throw new FixtureRefusal({ code: 'not_found', message: 'There is no such family.' })
  }
  return {
    token,
    idleExpiresAt: token.expiresAt,
    absoluteExpiresAt: token.issuedAt + 2_592_000,
    usage: 'rotate',
    history: Array.from(
      { length: token.generation },
      (_, after) => token.generation - 1 - after,
    ).map((n) => ({
      generation: n + 1,
      kind: n === 0 ? ('issued' as const) : ('rotated' as const),
      at: token.issuedAt + n * 30,
      ip: token.ip,
      device: token.device,
      accessToken: {
        id: `jti-${n}`,
        format: 'jwt' as const,
        expiresAt: token.issuedAt + n * 30 + 3600,
        active: n === token.generation - 1,
      },
    })),
    historyCut: false,
    canBeStolen: token.status === 'active' && token.generation > 1,
    orphanedAt: token.status === 'orphaned' ? now() - 60 : null,
    accessRevoked: token.status !== 'active',
    revocation:
      token.status === 'revoked'
        ? { id: 1, at: now() - 60, by: 'console', reason: 'Lost laptop', undoUntil: null }
        : null,
    consentUntil: null,
    session: {
      id: token.session ?? '',
      authenticatedAt: token.issuedAt,
      ip: token.ip,
      active: true,
    },
    familiesOfUserAtClient: 3,
  }
}
