/** Words that come in a closed set, without the schemas: the console draws them. */
export const refreshTokenStatuses = [
  'active',
  'revoked',
  'replayed',
  'expired',
  'orphaned',
] as const
export const refreshTokenSortKeys = [
  'issued',
  'lastUsed',
  'expires',
  'subject',
  'client',
  'uses',
] as const
export const signingAlgorithms = ['RS256', 'ES256', 'PS256', 'EdDSA'] as const
