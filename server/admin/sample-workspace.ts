import { clientDefaults } from '#contract/client-defaults.ts'
import type { Output } from '#contract/operations.ts'
import type { ClientSettings } from '#domain/client.ts'
import { digest, randomIdentifier, randomSecret } from '#domain/secret.ts'
import type {
  PreparedClient,
  PreparedResource,
  PreparedUser,
} from '#store/configuration-changes.ts'

import { accepted } from './admin-error.ts'
import type { ConfigurationContext } from './apply-configuration.ts'
import type { GeneratedSecret } from './generated-secrets.ts'

/**
 * Loads the sample workspace (row SM-03): an API, a client of each kind and two users. Secrets and
 * passwords are made up here and now, and given out once. Refused where one of them exists.
 */
export async function loadSample(
  context: ConfigurationContext,
  actor: string,
): Promise<Output<'workspace.loadSample'>> {
  const clients = sampleClients.map(makeClient)
  const users = await makeUsers(context)
  const applied = await context.store.applyConfiguration({
    operation: 'workspace.loadSample',
    summary: 'Loaded the sample workspace.',
    resources: [sampleResource],
    clients: clients.map(({ prepared }) => prepared),
    users: users.map(({ prepared }) => prepared),
    onlyNew: true,
    actor,
    now: context.now(),
  })
  const { generatedFor } = accepted(applied)
  context.generatedSecrets.add([
    ...clients
      .filter(({ prepared }) => generatedFor.includes(prepared.clientId))
      .map(({ generated }) => generated),
    ...users.map(({ generated }) => generated),
  ])
  return { clients: clients.length, users: users.length, resources: 1 }
}

export const sampleAudience = 'urn:webapisecurity'

const sampleResource: PreparedResource = {
  audience: sampleAudience,
  settings: {
    name: 'Web API Security Sample',
    enabled: true,
    signingAlgorithm: 'RS256',
    accessTokenLifetime: null,
    scopes: [
      {
        name: 'urn:webapisecurity',
        displayName: 'Web API Security Sample',
        description: 'Call the sample API.',
        emphasize: false,
      },
      {
        name: 'read',
        displayName: 'Read your data',
        description: 'See what the sample API keeps for you.',
        emphasize: false,
      },
      {
        name: 'write',
        displayName: 'Change your data',
        description: 'Change and delete what the sample API keeps for you.',
        emphasize: true,
      },
    ],
  },
}

const withRefreshTokens: ClientSettings['refreshTokens'] = {
  ...clientDefaults.refreshTokens,
  enabled: true,
}
const userScopes = [
  'openid',
  'profile',
  'email',
  'offline_access',
  'urn:webapisecurity',
  'read',
  'write',
]

const sampleClients: readonly (readonly [clientId: string, settings: ClientSettings])[] = [
  [
    'codeflowclient',
    {
      ...clientDefaults,
      name: 'Code Flow Sample Client',
      description: 'A web application that signs users in and calls the sample API for them.',
      redirectUris: [
        { uri: 'http://localhost:44303/callback', note: 'Sample client' },
        { uri: 'http://127.0.0.1:44303/callback', note: 'Sample client by address' },
      ],
      scopes: userScopes,
      refreshTokens: withRefreshTokens,
    },
  ],
  [
    'machineclient',
    {
      ...clientDefaults,
      name: 'Machine Sample Client',
      description: 'A program that calls the sample API on its own behalf.',
      flow: 'client_credentials',
      scopes: ['urn:webapisecurity', 'read'],
    },
  ],
  [
    'publicclient',
    {
      ...clientDefaults,
      name: 'Public Sample Client',
      description: 'A desktop or command-line application: no secret, PKCE, any loopback port.',
      type: 'public',
      redirectUris: [{ uri: 'http://127.0.0.1/callback', note: 'Any port on loopback' }],
      scopes: userScopes,
      refreshTokens: withRefreshTokens,
    },
  ],
]

export const sampleClientIds: readonly string[] = sampleClients.map(([clientId]) => clientId)

interface Made<Prepared> {
  readonly prepared: Prepared
  readonly generated: GeneratedSecret
}

function makeClient([clientId, settings]: (typeof sampleClients)[number]): Made<PreparedClient> {
  const value = randomSecret()
  return {
    prepared: {
      clientId,
      settings,
      secret: null,
      generatedSecret: { id: randomIdentifier(), digest: digest(value) },
    },
    generated: { kind: 'client secret', owner: clientId, value },
  }
}

async function makeUsers({ hashPassword }: ConfigurationContext): Promise<Made<PreparedUser>[]> {
  const users: Made<PreparedUser>[] = []
  for (const [username, name] of [
    ['alice', 'Alice Sample'],
    ['bob', 'Bob Sample'],
  ] as const) {
    // 120 random bits, short enough to be typed once.
    const value = randomSecret().slice(0, 20)
    users.push({
      prepared: {
        subject: null,
        newSubject: randomIdentifier(),
        settings: {
          username,
          name,
          email: `${username}@example.com`,
          emailVerified: true,
          claims: {},
          disabled: false,
        },
        passwordHash: await hashPassword(value),
      },
      generated: { kind: 'password', owner: username, value },
    })
  }
  return users
}
