/** A parsed `scope` parameter: distinct scope values in the order they came (RFC 6749 §3.3). */
export type ScopeValues = readonly string[]

export function parseScope(scope: string): ScopeValues {
  const values = scope.split(' ').filter((value) => value !== '')
  return values.length < 2 ? values : [...new Set(values)]
}

export function formatScope(values: ScopeValues): string {
  return values.join(' ')
}

/** The values that `allowed` lacks: empty means that the scope does not grow. */
export function beyond(values: ScopeValues, allowed: ScopeValues): ScopeValues {
  return values.filter((value) => !allowed.includes(value))
}

/** OIDC Core §5.4 and §11: known to every issuer, whatever resources there are. */
export const identityScopes = [
  { name: 'openid', displayName: 'Sign you in', description: 'Your user id at this issuer.' },
  { name: 'profile', displayName: 'Your profile', description: 'Your name and profile claims.' },
  { name: 'email', displayName: 'Your email address', description: '' },
  {
    name: 'offline_access',
    displayName: 'Access while you are away',
    description: 'Refresh tokens: the client stays connected when you are not there.',
  },
] as const

export function isIdentityScope(value: string): boolean {
  return identityScopes.some(({ name }) => name === value)
}
