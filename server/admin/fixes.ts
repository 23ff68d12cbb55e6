import {
  addPostLogoutRedirectUri,
  addRedirectUri,
  allowFlow,
  allowRefreshTokens,
  allowScope,
  enableClient,
  makePkceOptional,
  unlockSecrets,
} from './client-fixes.ts'
import type { Circumstances, Failure } from './failure.ts'
import type { Offer, OfferedFix } from './fix-offer.ts'

interface FixKind {
  readonly checks: readonly string[]
  readonly offer: Offer
}

/** The closed set: each would have let the request pass this check. */
const kinds: readonly FixKind[] = [
  { checks: ['redirect_uri'], offer: addRedirectUri },
  { checks: ['post_logout_redirect_uri'], offer: addPostLogoutRedirectUri },
  { checks: ['client.scope'], offer: allowScope },
  { checks: ['client.scope'], offer: enableResource },
  { checks: ['client_id', 'access_token', 'token.active'], offer: enableClient },
  { checks: ['client.flow', 'client.grant_type'], offer: allowFlow },
  { checks: ['client.grant_type'], offer: allowRefreshTokens },
  { checks: ['code_challenge'], offer: makePkceOptional },
  {
    checks: ['password', 'user', 'access_token', 'token.active', 'code.user', 'refresh_token.user'],
    offer: enableUser,
  },
  { checks: ['password'], offer: unlockUser },
  { checks: ['client_secret'], offer: unlockSecrets },
]

export interface Offers {
  readonly fixes: readonly OfferedFix[]
  readonly withheld: readonly string[]
}

/** The fixes that apply now, and why others do not. */
export function offersFor(failure: Failure, around: Circumstances): Offers {
  const offers = kinds
    .filter(({ checks }) => checks.includes(failure.check))
    .map(({ offer }) => offer(failure, around))
    .filter((offer) => offer !== undefined)
  return {
    fixes: offers.filter((offer) => 'remedy' in offer),
    withheld: offers.flatMap((offer) => ('remedy' in offer ? [] : [offer.withheld])),
  }
}

function enableResource(
  { received, expected }: Failure,
  { resources }: Circumstances,
): OfferedFix | undefined {
  if (!/^(a scope|the audience) of an enabled resource$/.test(expected)) return undefined
  const resource = resources.find(
    ({ audience, scopes }) => audience === received || scopes.some(({ name }) => name === received),
  )
  if (!resource || resource.enabled) return undefined
  return {
    id: 'resource.enable',
    sentence: `Enable ${resource.name}`,
    changes: [{ field: 'Resource', before: 'disabled', after: 'enabled' }],
    caution: 'Somebody disabled it: the audit trail says who.',
    remedy: { kind: 'resource', resource },
  }
}

function enableUser({ received }: Failure, { user }: Circumstances): OfferedFix | undefined {
  if (!user?.disabled || !/disabled user/.test(received)) return undefined
  return {
    id: 'user.enable',
    sentence: `Enable ${user.username}`,
    changes: [{ field: 'User', before: 'disabled', after: 'enabled' }],
    caution: 'Somebody disabled this user: the audit trail says who.',
    remedy: { kind: 'user', user },
  }
}

function unlockUser(
  { received }: Failure,
  { user, isSignInClosed }: Circumstances,
): OfferedFix | undefined {
  if (!user || !isSignInClosed || !received.startsWith('too many')) return undefined
  return {
    id: 'user.unlock',
    sentence: `Unlock ${user.username}`,
    changes: [{ field: 'Sign-in', before: 'waits after wrong passwords', after: 'may try again' }],
    caution: 'Whoever guessed may go on too. This cannot be taken back.',
    remedy: { kind: 'sign-in', user },
  }
}
