import { randomBytes } from 'node:crypto'

import type {
  OAuthAuthCode,
  OAuthAuthCodeRepository,
  OAuthClient,
  OAuthClientRepository,
  OAuthScopeRepository,
  OAuthToken,
  OAuthTokenRepository,
  OAuthUserRepository,
} from '@jmondi/oauth2-server'

import { alice, machines, redirectUri, web, webScope } from './workspace.ts'

// Everything in maps: as fast as a repository can be, and gone with the process.

const clients = new Map<string, OAuthClient>([
  [
    web.client_id,
    {
      id: web.client_id,
      name: web.client_id,
      secret: web.client_secret,
      redirectUris: [redirectUri],
      allowedGrants: ['authorization_code', 'refresh_token'],
      scopes: scopesOf(webScope),
    },
  ],
  ...machines.map(({ credentials, api }): [string, OAuthClient] => [
    credentials.client_id,
    {
      id: credentials.client_id,
      name: credentials.client_id,
      secret: credentials.client_secret,
      redirectUris: [],
      allowedGrants: ['client_credentials'],
      scopes: scopesOf(api.scope),
    },
  ]),
])

export const clientRepository: OAuthClientRepository = {
  getByIdentifier: async (id) => found(clients.get(id)),
  isClientValid: async (grantType, client, secret) =>
    client.secret === secret && client.allowedGrants.includes(grantType),
}

export const scopeRepository: OAuthScopeRepository = {
  getAllByIdentifiers: async (names) => names.map((name) => ({ name })),
  finalize: async (scopes, _grantType, client) =>
    scopes.filter(({ name }) => client.scopes.some((allowed) => allowed.name === name)),
}

export const user = { id: alice.subject }
export const userRepository: OAuthUserRepository = { getUserByCredentials: async () => user }

const codes = new Map<string, OAuthAuthCode>()
const spentCodes = new Set<string>()

export const codeRepository: OAuthAuthCodeRepository = {
  getByIdentifier: async (code) => found(codes.get(code)),
  issueAuthCode: (client, user, scopes) => ({
    code: randomIdentifier(),
    client,
    user: user ?? null,
    scopes,
    expiresAt: inSeconds(60),
  }),
  persist: async (code) => void codes.set(code.code, code),
  isRevoked: async (code) => spentCodes.has(code),
  revoke: async (code) => void spentCodes.add(code),
}

const accessTokens = new Map<string, OAuthToken>()
const refreshTokens = new Map<string, OAuthToken>()

export const tokenRepository: OAuthTokenRepository = {
  issueToken: async (client, scopes, user) => ({
    accessToken: randomIdentifier(),
    accessTokenExpiresAt: inSeconds(3600),
    client,
    scopes,
    user: user ?? null,
  }),
  async issueRefreshToken(token) {
    token.refreshToken = randomIdentifier()
    token.refreshTokenExpiresAt = inSeconds(1_296_000)
    refreshTokens.set(token.refreshToken, token)
    return token
  },
  persist: async (token) => void accessTokens.set(token.accessToken, token),
  async revoke(token) {
    token.refreshTokenExpiresAt = new Date(0)
  },
  isRefreshTokenRevoked: async ({ refreshTokenExpiresAt }) =>
    !refreshTokenExpiresAt || refreshTokenExpiresAt.getTime() <= Date.now(),
  getByRefreshToken: async (token) => found(refreshTokens.get(token)),
  getByAccessToken: async (token) => found(accessTokens.get(token)),
}

function scopesOf(scope: string): { name: string }[] {
  return scope.split(' ').map((name) => ({ name }))
}

function found<Entity>(entity: Entity | undefined): Entity {
  if (entity === undefined) throw new Error('There is no such thing.')
  return entity
}

function randomIdentifier(): string {
  return randomBytes(32).toString('base64url')
}

function inSeconds(seconds: number): Date {
  return new Date(Date.now() + seconds * 1000)
}
