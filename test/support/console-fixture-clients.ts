import type { ClientDetail, ClientSettings } from '#contract/clients.ts'
import type { Output } from '#contract/operations.ts'
import { client, FixtureRefusal, now } from '#test/support/console-fixture-world.ts'
import type { Announce, FixtureHandlers, World } from '#test/support/console-fixture-world.ts'

type ClientHandlers = Pick<FixtureHandlers, Extract<keyof FixtureHandlers, `clients.${string}`>>

export function clientHandlers(world: World, announce: Announce): ClientHandlers {
  const find = (clientId: string): ClientDetail => {
    const found = world.clients.find((client) => client.clientId === clientId)
    if (found === undefined) {
      throw new FixtureRefusal({ code: 'not_found', message: `There is no client ${clientId}.` })
    }
    return found
  }
  const change = (clientId: string, changed: Partial<ClientDetail>): ClientDetail => {
    const next = { ...find(clientId), ...changed, version: find(clientId).version + 1 }
    world.clients = world.clients.map((client) => (client.clientId === clientId ? next : client))
    announce('clients', 'issuer')
    return next
  }
  const add = (made: ClientDetail): Output<'clients.create'> => {
    if (world.clients.some(({ clientId }) => clientId === made.clientId)) {
      const message = 'That client id is taken.'
      throw new FixtureRefusal({ code: 'conflict', message, path: 'clientId' })
    }
    refuseBadUris(made.settings)
    world.clients.push(made)
    announce('clients', 'issuer')
    const isPublic = made.settings.type === 'public'
    return { client: made, secret: isPublic ? null : newSecret() }
  }
  return {
    'clients.list': () => ({ items: world.clients.map(listItem) }),
    'clients.get': ({ clientId }) => find(clientId),
    'clients.create': ({ clientId, settings }) => add(client(clientId, settings.name, settings)),
    'clients.update': ({ clientId, version, settings }) => {
      if (find(clientId).version !== version) {
        const message = 'Somebody else changed this client meanwhile. Reload it.'
        throw new FixtureRefusal({ code: 'conflict', message })
      }
      refuseBadUris(settings)
      return change(clientId, { settings })
    },
    'clients.duplicate': ({ clientId, newClientId, name, flow }) =>
      add(client(newClientId, name, { ...find(clientId).settings, flow })),
    'clients.setEnabled': ({ clientId, enabled }) =>
      change(clientId, { settings: { ...find(clientId).settings, enabled } }),
    'clients.delete': ({ clientId }) => {
      const { activeTokens } = find(clientId)
      world.clients = world.clients.filter((client) => client.clientId !== clientId)
      announce('clients', 'issuer', 'refreshTokens')
      return { orphanedTokens: activeTokens }
    },
    'clients.addSecret': ({ clientId, overlap }) => {
      const secret = newSecret()
      const present = find(clientId).secrets.map((old) => ({ ...old, expiresAt: now() + overlap }))
      const listed = { id: secret.id, createdAt: now(), expiresAt: null, lastUsedAt: null }
      return { client: change(clientId, { secrets: [listed, ...present] }), secret }
    },
    'clients.removeSecret': ({ clientId, secretId }) =>
      change(clientId, { secrets: find(clientId).secrets.filter(({ id }) => id !== secretId) }),
    'clients.previewConsent': ({ clientId, settings }) => preview(clientId, settings),
  }
}

function listItem(client: ClientDetail): Output<'clients.list'>['items'][number] {
  const { settings } = client
  return {
    clientId: client.clientId,
    name: settings.name,
    flow: settings.flow,
    type: settings.type,
    enabled: settings.enabled,
    refreshTokens: settings.refreshTokens.enabled,
    activeTokens: client.activeTokens,
    lastUsedAt: client.lastUsedAt,
  }
}

function newSecret(): NonNullable<Output<'clients.create'>['secret']> {
  return { id: crypto.randomUUID().slice(0, 8), value: crypto.randomUUID(), expiresAt: null }
}

function refuseBadUris(settings: ClientSettings): void {
  const bad = settings.redirectUris.findIndex(({ uri }) =>
    /^http:\/\/(?!localhost|127\.)/.test(uri),
  )
  if (bad < 0) return
  const message = 'http is allowed on loopback only. Use https.'
  throw new FixtureRefusal({ code: 'invalid_input', message, path: `redirectUris.${bad}.uri` })
}

function preview(clientId: string, settings: ClientSettings): Output<'clients.previewConsent'> {
  const { enabled, absoluteLifetime, idleLifetime, usage } = settings.refreshTokens
  const refreshSentence = enabled
    ? `Each refresh token ${usage === 'rotate' ? 'is used once' : 'is used again and again'}; it ends after ${idleLifetime / 86_400} days without use and at the latest ${absoluteLifetime / 86_400} days after the sign-in.`
    : 'No refresh token is issued: the user signs in again when the access token ends.'
  if (settings.flow !== 'code') {
    return { prompt: null, reason: 'No user takes part, so nobody is asked.', refreshSentence }
  }
  if (settings.consent === 'never') {
    return { prompt: null, reason: 'The consent policy is never.', refreshSentence }
  }
  const offline = enabled && settings.scopes.includes('offline_access')
  return {
    reason: '',
    refreshSentence,
    prompt: {
      clientName: settings.name,
      clientId,
      redirectHost: URL.parse(settings.redirectUris[0]?.uri ?? '')?.host ?? 'no redirect URI yet',
      userName: 'Alice Liddell',
      scopes: settings.scopes
        .filter((scope) => scope !== 'offline_access')
        .map((value) => ({
          value,
          displayName: value === 'openid' ? 'Know who you are' : `Use “${value}”`,
          description: '',
          emphasize: value === 'write',
          required: value === 'openid',
        })),
      offline: offline
        ? {
            maximumLifetime: absoluteLifetime,
            until: now() + absoluteLifetime,
            durations: [
              { seconds: 3600, label: '1 hour' },
              { seconds: absoluteLifetime, label: `${absoluteLifetime / 86_400} days` },
            ],
          }
        : null,
    },
  }
}
