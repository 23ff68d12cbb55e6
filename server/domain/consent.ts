import type { ClientSettings } from './client.ts'
import { formatDay, formatDuration } from './duration.ts'
import { redirectHost } from './redirect-uri.ts'
import { beyond, identityScopes, type ScopeValues } from './scope.ts'
import type { EpochSeconds } from './time.ts'

export interface ScopeText {
  readonly name: string
  readonly displayName: string
  readonly description: string
  readonly emphasize: boolean
}

/** All that the consent page says; the console's preview is this same value. */
export interface ConsentPrompt {
  readonly clientName: string
  readonly clientId: string
  readonly redirectHost: string
  readonly userName: string
  readonly scopes: readonly {
    readonly value: string
    readonly displayName: string
    readonly description: string
    readonly emphasize: boolean
    readonly required: boolean
  }[]
  readonly offline: {
    readonly maximumLifetime: number
    readonly until: EpochSeconds
    readonly durations: readonly { readonly seconds: number; readonly label: string }[]
  } | null
}

/**
 * Whether this client, given this scope, gets a refresh token: its toggle is on and, where it
 * signs users in by OpenID Connect, it asked for `offline_access` (OIDC Core §11).
 */
export function issuesRefreshToken(
  client: Pick<ClientSettings, 'flow' | 'refreshTokens'>,
  scope: ScopeValues,
): boolean {
  return (
    client.flow === 'code' &&
    client.refreshTokens.enabled &&
    (scope.includes('offline_access') || !scope.includes('openid'))
  )
}

/** A consent that a user gave earlier, and that the client's policy remembers. */
export interface RememberedConsent {
  readonly scope: ScopeValues
  /** Seconds that refresh tokens were allowed for; `null` where they were not. */
  readonly offlineLifetime: number | null
}

/** Whether the user is asked. A remembered consent covers no more than it said yes to. */
export function needsConsent(
  client: Pick<ClientSettings, 'flow' | 'refreshTokens' | 'consent'>,
  scope: ScopeValues,
  remembered: RememberedConsent | undefined,
  forced: boolean,
): boolean {
  if (forced || client.consent === 'always') return true
  if (client.consent === 'never') return false
  if (!remembered || beyond(scope, remembered.scope).length > 0) return true
  return issuesRefreshToken(client, scope) && remembered.offlineLifetime === null
}

export interface ConsentRequest {
  readonly clientId: string
  readonly client: ClientSettings
  readonly redirectUri: string
  readonly userName: string
  readonly scope: ScopeValues
  readonly texts: readonly ScopeText[]
}

export function consentPrompt(request: ConsentRequest, now: EpochSeconds): ConsentPrompt {
  const known = new Map<string, ScopeText>(
    [...identityScopes.map((scope) => ({ ...scope, emphasize: false })), ...request.texts].map(
      (text) => [text.name, text],
    ),
  )
  const scopes = request.scope
    .filter((value) => value !== 'offline_access')
    .map((value) => ({
      value,
      displayName: known.get(value)?.displayName || value,
      description: known.get(value)?.description ?? '',
      emphasize: known.get(value)?.emphasize ?? false,
      required: value === 'openid',
    }))
  return {
    clientName: request.client.name,
    clientId: request.clientId,
    redirectHost: redirectHost(request.redirectUri),
    userName: request.userName,
    scopes: scopes.toSorted((a, b) => Number(b.emphasize) - Number(a.emphasize)),
    offline: issuesRefreshToken(request.client, request.scope)
      ? offlineChoice(request.client.refreshTokens.absoluteLifetime, now)
      : null,
  }
}

const offeredDurations = [3600, 86_400, 604_800, 2_592_000, 7_776_000, 31_536_000]

function offlineChoice(
  maximumLifetime: number,
  now: EpochSeconds,
): NonNullable<ConsentPrompt['offline']> {
  const shorter = offeredDurations.filter((seconds) => seconds < maximumLifetime)
  return {
    maximumLifetime,
    until: now + maximumLifetime,
    durations: [...shorter, maximumLifetime].map((seconds) => ({
      seconds,
      label: `${formatDuration(seconds)}, until ${formatDay(now + seconds)}`,
    })),
  }
}
