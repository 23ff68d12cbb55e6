import type { Configuration } from '#contract/configuration.ts'

// The same APIs, clients and user at every target, so that each of them is asked the same.

export const redirectUri = 'http://127.0.0.1:1/callback'
export const alice = { username: 'alice', password: 'correct horse', subject: 'alice-id' }

/** Credentials as `client_secret_post` sends them. */
export interface Credentials {
  readonly client_id: string
  readonly client_secret: string
}

/** Signs a user in; no `openid`, so that each answer carries one signature at every target. */
export const web: Credentials = {
  client_id: 'web',
  client_secret: 'a-secret-of-the-web-application',
}
export const webScope = 'offline_access read'

export interface Api {
  readonly audience: string
  readonly scope: string
  readonly algorithm: 'ES256' | 'RS256'
}
export const api: Api = { audience: 'urn:api', scope: 'read', algorithm: 'ES256' }
const rsaApi: Api = { audience: 'urn:rsa-api', scope: 'read:rsa', algorithm: 'RS256' }

/** A client of its own, without a user. */
export interface Machine {
  readonly credentials: Credentials
  readonly api: Api
  /** How its access tokens are made. */
  readonly format: 'jwt' | 'opaque'
}
export const machine: Machine = {
  credentials: { client_id: 'machine', client_secret: 'a-secret-of-the-machine' },
  api,
  format: 'jwt',
}
export const rsaMachine: Machine = {
  credentials: { client_id: 'rsa-machine', client_secret: 'a-secret-of-the-rsa-machine' },
  api: rsaApi,
  format: 'jwt',
}
export const opaqueMachine: Machine = {
  credentials: { client_id: 'opaque-machine', client_secret: 'a-secret-of-the-opaque-machine' },
  api,
  format: 'opaque',
}
export const machines = [machine, rsaMachine, opaqueMachine]

/** The API that a client asks access to. */
export function apiOf(clientId: string): Api {
  return machines.find(({ credentials }) => credentials.client_id === clientId)?.api ?? api
}

/** All of it, as Latchkey reads it. */
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
    ...machines.map(({ credentials, api, format }) => ({
      clientId: credentials.client_id,
      secret: credentials.client_secret,
      flow: 'client_credentials' as const,
      scopes: [api.scope],
      accessToken: { format },
    })),
  ],
  users: [alice],
}
