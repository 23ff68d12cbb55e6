import type { ResourceDetail } from '#contract/resources.ts'
import type { UserDetail } from '#contract/users.ts'
import { fillSample, FixtureRefusal, now } from '#test/support/console-fixture-world.ts'
import type { Announce, FixtureHandlers, World } from '#test/support/console-fixture-world.ts'

type Named<Prefix extends string> = Pick<
  FixtureHandlers,
  Extract<keyof FixtureHandlers, `${Prefix}.${string}`>
>

const issuer = 'http://localhost:4600'

export function issuerHandlers(world: World, announce: Announce): Named<'issuer' | 'workspace'> {
  return {
    'issuer.status': () => ({
      issuer,
      name: 'Latchkey',
      version: '0.1.0',
      state: 'running',
      network: 'loopback',
      tls: false,
      clockOffset: 0,
      now: now(),
      keyProtection: 'file',
      endpoints: [
        { name: 'Authorization', url: `${issuer}/oauth2/authorize` },
        { name: 'Token', url: `${issuer}/oauth2/token` },
        { name: 'Revocation', url: `${issuer}/oauth2/revoke` },
        { name: 'Introspection', url: `${issuer}/oauth2/introspect` },
        { name: 'Userinfo', url: `${issuer}/oauth2/userinfo` },
        { name: 'JWK Set', url: `${issuer}/.well-known/jwks.json` },
      ],
      counts: {
        clients: world.clients.length,
        users: world.users.length,
        resources: world.resources.length,
        activeRefreshTokens: world.tokens.filter(({ status }) => status === 'active').length,
        refusalsLastHour: world.records.filter(({ outcome }) => outcome === 'refused').length,
      },
    }),
    'issuer.tokensPerMinute': () => ({
      startsAt: now() - 3600,
      counts: Array.from({ length: 60 }, (_, n) =>
        world.clients.length === 0 ? 0 : Math.max(0, Math.round(8 + 7 * Math.sin(n / 5) - (n % 7))),
      ),
    }),
    'workspace.loadSample': () => {
      fillSample(world)
      announce('issuer', 'clients', 'users', 'resources')
      return { clients: 3, users: 2, resources: 1 }
    },
    'workspace.takeGeneratedSecrets': () => {
      const { secrets } = world
      world.secrets = []
      return { secrets }
    },
  }
}

export function directoryHandlers(world: World, announce: Announce): Named<'users' | 'resources'> {
  return { ...userHandlers(world, announce), ...resourceHandlers(world, announce) }
}

function userHandlers(world: World, announce: Announce): Named<'users'> {
  const find = (subject: string): UserDetail => {
    const found = world.users.find((user) => user.subject === subject)
    if (found === undefined) {
      throw new FixtureRefusal({ code: 'not_found', message: 'There is no such user.' })
    }
    return found
  }
  const put = (user: UserDetail): UserDetail => {
    world.users = [...world.users.filter(({ subject }) => subject !== user.subject), user]
    announce('users', 'issuer')
    return user
  }
  return {
    'users.list': () => ({
      items: world.users.map(({ settings, ...user }) => ({ ...user, ...settings })),
    }),
    'users.get': ({ subject }) => find(subject),
    'users.create': ({ settings }) => {
      if (world.users.some((user) => user.settings.username === settings.username)) {
        const message = 'That user name is taken.'
        throw new FixtureRefusal({ code: 'conflict', message, path: 'settings.username' })
      }
      return put({
        subject: `sub-${settings.username}`,
        settings,
        createdAt: now(),
        lastSignInAt: null,
        version: 1,
        activeTokens: 0,
      })
    },
    'users.update': ({ subject, version, settings }) =>
      put({ ...find(subject), settings, version: version + 1 }),
    'users.setPassword': ({ subject }) => put(find(subject)),
    'users.delete': ({ subject }) => {
      const { activeTokens } = find(subject)
      world.users = world.users.filter((user) => user.subject !== subject)
      announce('users', 'issuer', 'refreshTokens')
      return { orphanedTokens: activeTokens }
    },
  }
}

function resourceHandlers(world: World, announce: Announce): Named<'resources'> {
  const find = (audience: string): ResourceDetail => {
    const found = world.resources.find((resource) => resource.audience === audience)
    if (found === undefined) {
      throw new FixtureRefusal({ code: 'not_found', message: 'There is no such resource.' })
    }
    return found
  }
  const put = (resource: ResourceDetail): ResourceDetail => {
    const others = world.resources.filter(({ audience }) => audience !== resource.audience)
    world.resources = [...others, resource]
    announce('resources', 'issuer')
    return resource
  }
  return {
    'resources.list': () => ({ items: world.resources }),
    'resources.get': ({ audience }) => find(audience),
    'resources.create': ({ audience, settings }) => {
      if (world.resources.some((resource) => resource.audience === audience)) {
        const message = 'That audience is taken.'
        throw new FixtureRefusal({ code: 'conflict', message, path: 'audience' })
      }
      return put({ audience, settings, version: 1, clients: 0, activeTokens: 0 })
    },
    'resources.update': ({ audience, version, settings }) =>
      put({ ...find(audience), settings, version: version + 1 }),
    'resources.delete': ({ audience }) => {
      world.resources = world.resources.filter((resource) => resource.audience !== audience)
      announce('resources', 'issuer')
      return {}
    },
  }
}
