/** What changed, so that whoever shows it asks again. Carries no data of its own. */
export const topics = [
  'refreshTokens',
  'revocations',
  'clients',
  'users',
  'resources',
  'activity',
  'consents',
  'playground',
  'issuer',
] as const
export type Topic = (typeof topics)[number]

/** Pushed to every console: at most a few a second, several changes folded into one. */
export interface ChangeEvent {
  readonly topics: readonly Topic[]
}
