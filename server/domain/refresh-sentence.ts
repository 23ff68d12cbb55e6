import type { ClientSettings } from './client.ts'
import { issuesRefreshToken } from './consent.ts'
import { formatDay, formatDuration } from './duration.ts'
import type { EpochSeconds } from './time.ts'

/** A client's refresh policy in words: what will happen, and until when. */
export function refreshSentence(client: ClientSettings, now: EpochSeconds): string {
  const { enabled, usage, graceSeconds, idleLifetime, absoluteLifetime } = client.refreshTokens
  if (client.flow !== 'code')
    return 'Refresh tokens are only for code flow: a machine client asks for a new access token instead.'
  if (!enabled)
    return (
      'No refresh tokens: when an access token ends after ' +
      `${formatDuration(client.accessToken.lifetime)}, the user is sent to sign in again.`
    )
  if (!issuesRefreshToken(client, client.scopes))
    return (
      'Refresh tokens are allowed, but this client gets none: it signs users in, and ' +
      'offline_access is not among its scopes. Add it.'
    )
  const limits =
    idleLifetime < absoluteLifetime
      ? `It ends after ${formatDuration(idleLifetime)} without use, and at the latest ` +
        `${formatDuration(absoluteLifetime)} after sign-in`
      : `It ends ${formatDuration(absoluteLifetime)} after sign-in`
  return `${usageSentence(usage, graceSeconds)} ${limits}: a token given today lives until ${formatDay(now + absoluteLifetime)} at most.`
}

function usageSentence(usage: 'rotate' | 'reuse', graceSeconds: number): string {
  if (usage === 'reuse') return 'The client keeps one refresh token and uses it again and again.'
  const grace =
    graceSeconds > 0
      ? `a retry with the last one gets the same answer for ${formatDuration(graceSeconds)}; after that, an old token`
      : 'an old token'
  return `Each refresh gives a new refresh token; ${grace} counts as stolen and revokes the whole family.`
}
