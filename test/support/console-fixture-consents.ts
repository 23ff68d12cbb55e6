import type { Consent } from '#contract/consents.ts'
import { FixtureRefusal, now } from '#test/support/console-fixture-world.ts'
import type { Announce, FixtureHandlers, World } from '#test/support/console-fixture-world.ts'

type ConsentHandlers = Pick<FixtureHandlers, Extract<keyof FixtureHandlers, `consents.${string}`>>

const day = 86_400

export function consentHandlers(
  world: World,
  announce: Announce,
  revoke: FixtureHandlers['refreshTokens.revoke'],
): ConsentHandlers {
  let consents = makeConsents(world)
  const matching = ({
    text,
    subject,
    clientId,
  }: { [Key in keyof Consent]?: unknown } & { text?: string | undefined }) =>
    consents.filter(
      (consent) =>
        (subject === undefined || consent.subject === subject) &&
        (clientId === undefined || consent.clientId === clientId) &&
        (text === undefined || wordsOf(consent).includes(text.toLowerCase())),
    )
  const find = (key: { readonly subject: string; readonly clientId: string }): Consent => {
    const [found] = matching(key)
    if (found !== undefined) return found
    const message = 'This consent is not remembered any more.'
    throw new FixtureRefusal({ code: 'not_found', message, path: 'subject' })
  }
  return {
    'consents.list': ({ filter, cursor, limit }) => {
      const found = matching(filter)
      const start = Number(cursor ?? 0)
      const end = start + limit
      return {
        consents: found.slice(start, end),
        nextCursor: end < found.length ? String(end) : null,
      }
    },
    'consents.count': ({ filter }) => ({ count: matching(filter).length }),
    'consents.get': (key) => ({
      consent: find(key),
      scopes: find(key).scope.map((value) => ({
        value,
        displayName: `May ${value}`,
        emphasize: value === 'search',
      })),
      activeTokens: activeTokens(world, key),
    }),
    'consents.revoke': ({ tokens, reason, ...key }) => {
      const found = find(key)
      consents = consents.filter((consent) => consent !== found)
      announce('consents')
      const some = tokens && activeTokens(world, key) > 0
      const target = { kind: 'user-at-client', ...key } as const
      return { act: some ? revoke({ target, mode: 'revoke', reason }) : null }
    },
  }
}

function activeTokens(
  world: World,
  key: { readonly subject: string; readonly clientId: string },
): number {
  return world.tokens.filter(
    ({ status, subject, clientId }) =>
      status === 'active' && subject === key.subject && clientId === key.clientId,
  ).length
}

function wordsOf({ username, name, subject, clientId, clientName }: Consent): string {
  return [username, name, subject, clientId, clientName].join('\n').toLowerCase()
}

/** What each user allowed each client that signs users in. */
function makeConsents(world: World): readonly Consent[] {
  const clients = world.clients.filter(({ settings }) => settings.flow === 'code')
  return clients.flatMap((client, c) =>
    world.users.map((user, u) => ({
      subject: user.subject,
      username: user.settings.username,
      name: user.settings.name,
      clientId: client.clientId,
      clientName: client.settings.name,
      scope: client.settings.scopes.length > 0 ? [...client.settings.scopes] : ['openid'],
      offlineLifetime: c % 2 === 0 ? (7 + 23 * u) * day : null,
      grantedAt: now() - (c * 3 + u + 1) * day,
      expiresAt: now() + (c % 4 === 3 ? -1 : 90 - c) * day,
      state:
        c % 4 === 3 ? ('ended' as const) : c % 4 === 2 ? ('unused' as const) : ('active' as const),
    })),
  )
}
