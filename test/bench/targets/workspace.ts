import type { Configuration } from '#contract/configuration.ts'

// The same API, clients and user at every target, so that each of them is asked the same.

export const redirectUri = 'http://127.0.0.1:1/callback'
export const alice = { username: 'alice', password: 'correct horse', subject: 'alice-id' }

/** Signs a user in; no `openid`, so that each answer carries one signature at every target. */
export const web = { client_id: 'web', client_secret: 'a-secret-of-the-web-application' }
export const webScope = 'offline_access read'

/** Machines: the ordinary one, one whose API wants RS256, and one with opaque access tokens. */
export const machine = { client_id: 'machine', client_secret: 'a-secret-of-the-machine' }
export const rsaMachine = { client_id: 'rsa-machine', client_secret: 'a-secret-of-the-rsa-machine' }
export const opaqueMachine = {
  client_id: 'opaque-machine',
  client_secret: 'a-secret-of-the-opaque-machine',
}

export const api = { audience: 'urn:api', scope: 'read', algorithm: 'ES256' } as const
export const rsaApi = { audience: 'urn:rsa-api', scope: 'read:rsa', algorithm: 'RS256' } as const

export const workspace: Configuration = {
  issuer: { signingAlgorithm: 'ES256' },
  resources: [api, rsaApi].map(({ audience, scope, algorithm }) => ({
    audience,
    signingAlgorithm: algorithm,
    scopes: [{ name: scope }],
  })),
  clients: [
    {
      clientId: web.client_id,
      secret: web.client_secret,
      redirectUris: [redirectUri],
      scopes: webScope.split(' '),
      consent: 'remember',
      refreshTokens: { enabled: true },
    },
    machineClient(machine, api.scope),
    machineClient(rsaMachine, rsaApi.scope),
    { ...machineClient(opaqueMachine, api.scope), accessToken: { format: 'opaque' } },
  ],
  users: [alice],
}

function machineClient(
  { client_id, client_secret }: typeof machine,
  scope: string,
): NonNullable<Configuration['clients']>[number] {
  return {
    clientId: client_id,
    secret: client_secret,
    flow: 'client_credentials',
    scopes: [scope],
  }
}
