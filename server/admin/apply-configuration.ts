import { clientDefaults } from '#contract/client-defaults.ts'
import { type Configuration, type ConfiguredClient } from '#contract/configuration.ts'
import { clientSettingsProblem, type ClientSettings } from '#domain/client.ts'
import { plural } from '#domain/duration.ts'
import { digest, randomIdentifier, randomSecret } from '#domain/secret.ts'
import type {
  PreparedClient,
  PreparedResource,
  PreparedUser,
} from '#store/configuration-changes.ts'

import { accepted, AdminError } from './admin-error.ts'
import type { AdminContext } from './context.ts'

/** What applying a configuration needs of the admin side. */
export type ConfigurationContext = Pick<
  AdminContext,
  'store' | 'now' | 'hashPassword' | 'generatedSecrets'
>

/**
 * Brings the store to what a configuration says, in one transaction. What is not named stays. A
 * confidential client without a secret gets one, kept in `generatedSecrets` until it is looked at.
 * @throws AdminError with the path of what is wrong, such as `clients.0.redirectUris.1`
 */
export async function applyConfiguration(
  context: ConfigurationContext,
  configuration: Configuration,
  actor: string,
): Promise<void> {
  refuseRepeated(configuration)
  const { resources = [], clients = [], users = [], issuer } = configuration
  const made = clients.map((client) => prepareClient(client))
  refuseBrokenRules(made.map(({ prepared }) => prepared.settings))
  const applied = await context.store.applyConfiguration({
    operation: 'configuration.apply',
    summary: `Applied a configuration of ${plural(clients.length, 'client')}, ${plural(resources.length, 'resource')} and ${plural(users.length, 'user')}.`,
    resources: resources.map((resource) => prepareResource(resource, issuer?.signingAlgorithm)),
    clients: made.map(({ prepared }) => prepared),
    users: await prepareUsers(context, users),
    onlyNew: false,
    actor,
    now: context.now(),
  })
  const { generatedFor } = accepted(applied)
  context.generatedSecrets.add(
    made
      .filter(({ prepared }) => generatedFor.includes(prepared.clientId))
      .map(({ prepared, generated }) => ({
        kind: 'client secret' as const,
        owner: prepared.clientId,
        value: generated,
      })),
  )
}

function refuseRepeated({ resources = [], clients = [], users = [] }: Configuration): void {
  refuseTwice(resources, 'resources', 'audience', ({ audience }) => audience)
  refuseTwice(clients, 'clients', 'clientId', ({ clientId }) => clientId)
  refuseTwice(users, 'users', 'username', ({ username }) => username.toLowerCase())
}

function refuseTwice<Entry>(
  entries: readonly Entry[],
  list: string,
  field: string,
  idOf: (entry: Entry) => string,
): void {
  const seen = new Set<string>()
  for (const [index, entry] of entries.entries()) {
    const id = idOf(entry)
    if (seen.has(id))
      throw new AdminError('invalid_input', `${id} is listed twice.`, `${list}.${index}.${field}`)
    seen.add(id)
  }
}

interface Made {
  readonly prepared: PreparedClient
  /** Of no use unless the store says that it took it. */
  readonly generated: string
}

function prepareClient(client: ConfiguredClient): Made {
  const generated = randomSecret()
  return {
    generated,
    prepared: {
      clientId: client.clientId,
      settings: settingsOf(client),
      secret:
        client.secret === undefined
          ? null
          : { id: randomIdentifier(), digest: digest(client.secret) },
      generatedSecret: { id: randomIdentifier(), digest: digest(generated) },
    },
  }
}

function settingsOf(client: ConfiguredClient): ClientSettings {
  const { clientId, secret: _secret, ...said } = client
  const refreshTokens = { ...clientDefaults.refreshTokens, ...defined(said.refreshTokens ?? {}) }
  return {
    ...clientDefaults,
    ...defined(said),
    name: said.name ?? clientId,
    redirectUris: (said.redirectUris ?? []).map((uri) => ({ uri, note: '' })),
    postLogoutRedirectUris: (said.postLogoutRedirectUris ?? []).map((uri) => ({ uri, note: '' })),
    scopes: said.scopes ?? [],
    // The default idle lifetime gives way to a shorter absolute one that the file names.
    refreshTokens:
      said.refreshTokens?.idleLifetime === undefined
        ? {
            ...refreshTokens,
            idleLifetime: Math.min(refreshTokens.idleLifetime, refreshTokens.absoluteLifetime),
          }
        : refreshTokens,
    accessToken: { ...clientDefaults.accessToken, ...defined(said.accessToken ?? {}) },
  }
}

type Defined<Value> = { [Key in keyof Value]: Exclude<Value[Key], undefined> }

/** A key that was left out must not overwrite its default. */
function defined<Value extends object>(value: Value): Defined<Value> {
  // Only keys without a value are gone.
  return Object.fromEntries(
    Object.entries(value).filter(([, part]) => part !== undefined),
  ) as Defined<Value>
}

function refuseBrokenRules(clients: readonly ClientSettings[]): void {
  for (const [index, settings] of clients.entries()) {
    const problem = clientSettingsProblem(settings)
    // In the file a redirect URI is a text of its own.
    const path = problem?.path.replace(/\.uri$/, '')
    if (problem) throw new AdminError('invalid_input', problem.message, `clients.${index}.${path}`)
  }
}

function prepareResource(
  resource: NonNullable<Configuration['resources']>[number],
  issuerAlgorithm: PreparedResource['settings']['signingAlgorithm'] = 'RS256',
): PreparedResource {
  return {
    audience: resource.audience,
    settings: {
      name: resource.name ?? resource.audience,
      enabled: true,
      signingAlgorithm: resource.signingAlgorithm ?? issuerAlgorithm,
      accessTokenLifetime: null,
      scopes: (resource.scopes ?? []).map((scope) => ({
        name: scope.name,
        displayName: scope.displayName ?? '',
        description: scope.description ?? '',
        emphasize: scope.emphasize ?? false,
      })),
    },
  }
}

/** One after the other: each hash takes 128 MB while it is made. */
async function prepareUsers(
  { hashPassword }: ConfigurationContext,
  users: NonNullable<Configuration['users']>,
): Promise<readonly PreparedUser[]> {
  const prepared: PreparedUser[] = []
  for (const user of users)
    prepared.push({
      subject: user.subject ?? null,
      newSubject: randomIdentifier(),
      settings: {
        username: user.username,
        name: user.name ?? '',
        email: user.email ?? '',
        emailVerified: user.email !== undefined,
        claims: user.claims ?? {},
        disabled: false,
      },
      passwordHash: await hashPassword(user.password),
    })
  return prepared
}
