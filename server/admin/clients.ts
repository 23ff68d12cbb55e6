import type { ClientDetail } from '#contract/clients.ts'
import type { ParsedInput } from '#contract/operations.ts'
import { clientSettingsProblem, type Client, type ClientSettings } from '#domain/client.ts'
import { digest, randomIdentifier, randomSecret } from '#domain/secret.ts'
import type { NewSecret } from '#store/client-rows.ts'

import { accepted, AdminError, present } from './admin-error.ts'
import { previewConsent } from './consent-preview.ts'
import type { AdminContext, Caller } from './context.ts'
import type { Handlers, OperationsOf } from './handler.ts'

export const clientHandlers: Handlers<OperationsOf<'clients'>> = {
  'clients.list': {
    guard: 'administrator',
    changes: [],
    async run({ store, now }) {
      const clients = await store.listClients({ now: now() })
      return {
        items: clients.map((client) => ({
          ...client,
          enabled: client.enabled === 1,
          refreshTokens: client.refreshTokens === 1,
        })),
      }
    },
  },
  'clients.get': {
    guard: 'administrator',
    changes: [],
    run: (context, { clientId }) => detail(context, clientId),
  },
  'clients.create': {
    guard: 'administrator',
    changes: ['clients', 'issuer'],
    run: (context, { clientId, settings }, caller) =>
      create(context, { clientId, settings, copyOf: null }, caller),
  },
  'clients.update': {
    guard: 'administrator',
    changes: ['clients', 'refreshTokens', 'consents'],
    async run(context, { clientId, version, settings }, { actor }) {
      refuseBrokenRule(settings, 'settings.')
      const now = context.now()
      accepted(await context.store.updateClient({ clientId, version, settings, actor, now }))
      return detail(context, clientId)
    },
  },
  'clients.duplicate': {
    guard: 'administrator',
    changes: ['clients', 'issuer'],
    run: duplicate,
  },
  'clients.setEnabled': {
    guard: 'administrator',
    changes: ['clients'],
    async run(context, { clientId, enabled }, { actor }) {
      const now = context.now()
      accepted(await context.store.setClientEnabled({ clientId, enabled, actor, now }))
      return detail(context, clientId)
    },
  },
  'clients.delete': {
    guard: 'administrator',
    changes: ['clients', 'refreshTokens', 'consents', 'issuer'],
    async run({ store, now }, { clientId }, { actor }) {
      return accepted(await store.deleteClient({ clientId, actor, now: now() }))
    },
  },
  'clients.addSecret': {
    guard: 'administrator',
    changes: ['clients'],
    async run(context, { clientId, overlap }, { actor }) {
      const { stored, shown } = newSecret()
      const now = context.now()
      accepted(
        await context.store.addClientSecret({ clientId, secret: stored, overlap, actor, now }),
      )
      return { client: await detail(context, clientId), secret: shown }
    },
  },
  'clients.removeSecret': {
    guard: 'administrator',
    changes: ['clients'],
    async run(context, { clientId, secretId }, { actor }) {
      const now = context.now()
      accepted(await context.store.removeClientSecret({ clientId, secretId, actor, now }))
      return detail(context, clientId)
    },
  },
  'clients.previewConsent': {
    guard: 'administrator',
    changes: [],
    async run({ store, now }, { clientId, settings }) {
      return previewConsent(clientId, settings, await store.listResources({}), now())
    },
  },
}

interface Creating {
  readonly clientId: string
  readonly settings: ClientSettings
  readonly copyOf: string | null
}

interface Created {
  readonly client: ClientDetail
  readonly secret: ShownSecret | null
}

/** The secret of a confidential client is made here and given out this once (row CL-06). */
async function create(
  context: AdminContext,
  { clientId, settings, copyOf }: Creating,
  { actor }: Caller,
): Promise<Created> {
  refuseBrokenRule(settings, copyOf === null ? 'settings.' : '')
  const secret = settings.type === 'confidential' ? newSecret() : null
  accepted(
    await context.store.insertClient({
      clientId,
      settings,
      secret: secret?.stored ?? null,
      copyOf,
      actor,
      now: context.now(),
    }),
  )
  return { client: await detail(context, clientId), secret: secret?.shown ?? null }
}

/** "Make a second client for that flow" (row CL-16): what the other flow has no use for is left. */
async function duplicate(
  context: AdminContext,
  { clientId, newClientId, name, flow }: ParsedInput<'clients.duplicate'>,
  caller: Caller,
): Promise<Created> {
  const { client } = await find(context, clientId)
  const original = settingsOf(client)
  const isCode = flow === 'code'
  const settings: ClientSettings = {
    ...original,
    name,
    flow,
    type: flow === 'client_credentials' ? 'confidential' : original.type,
    redirectUris: isCode ? original.redirectUris : [],
    postLogoutRedirectUris: isCode ? original.postLogoutRedirectUris : [],
    refreshTokens: {
      ...original.refreshTokens,
      enabled: isCode && original.refreshTokens.enabled,
    },
  }
  return create(context, { clientId: newClientId, settings, copyOf: clientId }, caller)
}

function refuseBrokenRule(settings: ClientSettings, prefix: string): void {
  const problem = clientSettingsProblem(settings)
  if (problem) throw new AdminError('invalid_input', problem.message, prefix + problem.path)
}

interface ShownSecret {
  readonly id: string
  readonly value: string
  readonly expiresAt: null
}

function newSecret(): { readonly stored: NewSecret; readonly shown: ShownSecret } {
  const id = randomIdentifier()
  const value = randomSecret()
  return { stored: { id, digest: digest(value) }, shown: { id, value, expiresAt: null } }
}

async function find(
  { store, now }: AdminContext,
  clientId: string,
): Promise<{ readonly client: Client; readonly activeTokens: number }> {
  const found = await store.findClientWithTokens({ clientId, now: now() })
  return present(found, `There is no client ${clientId}.`, 'clientId')
}

async function detail(context: AdminContext, clientId: string): Promise<ClientDetail> {
  const { client, activeTokens } = await find(context, clientId)
  return {
    clientId: client.clientId,
    settings: settingsOf(client),
    secrets: client.secrets.map(({ id, createdAt, expiresAt, lastUsedAt }) => ({
      id,
      createdAt,
      expiresAt,
      lastUsedAt,
    })),
    createdAt: client.createdAt,
    version: client.version,
    activeTokens,
    lastUsedAt: client.lastUsedAt,
  }
}

function settingsOf(client: Client): ClientDetail['settings'] {
  return {
    name: client.name,
    description: client.description,
    enabled: client.enabled,
    type: client.type,
    flow: client.flow,
    pkce: client.pkce,
    redirectUris: client.redirectUris.map((uri) => ({ ...uri })),
    postLogoutRedirectUris: client.postLogoutRedirectUris.map((uri) => ({ ...uri })),
    scopes: [...client.scopes],
    consent: client.consent,
    consentLifetime: client.consentLifetime,
    refreshTokens: client.refreshTokens,
    accessToken: client.accessToken,
    profileClaimsInIdToken: client.profileClaimsInIdToken,
  }
}
