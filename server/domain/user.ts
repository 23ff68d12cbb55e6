import type { EpochSeconds } from './time.ts'

/** A value that JSON can hold. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json }

export interface UserSettings {
  readonly username: string
  readonly name: string
  readonly email: string
  readonly emailVerified: boolean
  readonly claims: { readonly [name: string]: Json }
  readonly disabled: boolean
}

/** A stored account; `subject` is its stable id in tokens. */
export interface User extends UserSettings {
  readonly subject: string
  readonly passwordHash: string
  readonly createdAt: EpochSeconds
  readonly lastSignInAt: EpochSeconds | null
  readonly version: number
}

/** What an administrator sets: no password, no times. */
export function userSettingsOf(user: User): UserSettings {
  const { username, name, email, emailVerified, claims, disabled } = user
  return { username, name, email, emailVerified, claims, disabled }
}

/** Claims that tokens define themselves: a user's own claims never replace them. */
const reserved = new Set(
  'iss sub aud exp nbf iat jti azp nonce auth_time at_hash c_hash acr amr sid client_id scope'.split(
    ' ',
  ),
)

/** The claims of OIDC Core §5.4 that this scope releases. */
export function userClaims(
  user: User,
  scope: readonly string[],
): { readonly [name: string]: Json } {
  const claims: Record<string, Json> = {}
  if (scope.includes('profile')) {
    for (const [name, value] of Object.entries(user.claims))
      if (!reserved.has(name)) claims[name] = value
    claims['preferred_username'] = user.username
    if (user.name !== '') claims['name'] = user.name
  }
  if (scope.includes('email') && user.email !== '') {
    claims['email'] = user.email
    claims['email_verified'] = user.emailVerified
  }
  return claims
}
