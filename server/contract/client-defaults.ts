import type { ClientSettings } from './clients.ts'

/** What a client is when nothing is said: strict, without refresh tokens. */
export const clientDefaults = {
  description: '',
  enabled: true,
  type: 'confidential',
  flow: 'code',
  pkce: 'required',
  redirectUris: [],
  postLogoutRedirectUris: [],
  scopes: [],
  consent: 'always',
  consentLifetime: 31_536_000,
  refreshTokens: {
    enabled: false,
    usage: 'rotate',
    graceSeconds: 10,
    idleLifetime: 1_296_000,
    absoluteLifetime: 2_592_000,
  },
  accessToken: { lifetime: 3600, format: 'jwt' },
  profileClaimsInIdToken: false,
} as const satisfies Omit<ClientSettings, 'name'>
