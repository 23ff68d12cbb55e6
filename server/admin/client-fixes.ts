import { matchesRedirectUri, redirectHost, redirectUriProblem } from '#domain/redirect-uri.ts'
import type { ResourceServer } from '#domain/resource.ts'
import { isIdentityScope, parseScope } from '#domain/scope.ts'

import { isWhole, type Circumstances, type Failure } from './failure.ts'
import { asFix, changeClient, type Offer, type OfferedFix, type Withheld } from './fix-offer.ts'

interface UriList {
  readonly id: string
  readonly field: 'redirectUris' | 'postLogoutRedirectUris'
  readonly label: string
  /** What reaches whoever answers there. */
  readonly leak: string
}

const redirectUris: UriList = {
  id: 'redirect_uri.add',
  field: 'redirectUris',
  label: 'Redirect URIs',
  leak: 'receives codes of this client',
}
const postLogoutRedirectUris: UriList = {
  id: 'post_logout_redirect_uri.add',
  field: 'postLogoutRedirectUris',
  label: 'Post-logout redirect URIs',
  leak: 'receives users who sign out',
}

export const addRedirectUri: Offer = (failure, around) => addUri(failure, around, redirectUris)
export const addPostLogoutRedirectUri: Offer = (failure, around) =>
  addUri(failure, around, postLogoutRedirectUris)

const uriLimit = 100

function addUri(
  { received }: Failure,
  { client }: Circumstances,
  { id, field, label, leak }: UriList,
): OfferedFix | Withheld | undefined {
  const uris = client?.[field].map(({ uri }) => uri) ?? []
  if (!client || received === 'nothing') return undefined
  if (uris.some((uri) => matchesRedirectUri(uri, received))) return undefined
  if (!isWhole(received)) return { withheld: 'The URI is too long to be added from here.' }
  if (uris.length >= uriLimit) return { withheld: `${client.name} has ${uriLimit} URIs already.` }
  const problem = redirectUriProblem(received)
  if (problem) return { withheld: `It cannot be registered. ${problem}` }
  const host = redirectHost(received)
  const isNewHost = !uris.some((uri) => redirectHost(uri) === host)
  return changeClient(
    client,
    { [field]: [...client[field], { uri: received, note: '' }] },
    {
      id,
      sentence: `Add ${received} to ${client.name}`,
      changes: [{ field: label, before: listed(uris), after: listed([...uris, received]) }],
      caution: isNewHost
        ? `Whoever answers at ${host} ${leak}. Add it only if that is yours.`
        : null,
    },
  )
}

export function allowScope(
  { expected, received }: Failure,
  { client, resources }: Circumstances,
): OfferedFix | Withheld | undefined {
  if (!client || !expected.startsWith('within ') || !isWhole(received)) return undefined
  const missing = parseScope(received).filter((value) => !client.scopes.includes(value))
  if (missing.length === 0) return undefined
  const ownerOf = (value: string): ResourceServer | undefined =>
    resources.find(({ scopes }) => scopes.some(({ name }) => name === value))
  // One that nobody has stays refused, whatever else is allowed.
  if (missing.some((value) => !isIdentityScope(value) && !ownerOf(value))) return undefined
  const closed = missing.map(ownerOf).find((owner) => owner && !owner.enabled)
  if (closed) return { withheld: `${closed.name} is disabled: enable it first.` }
  const scopes = [...client.scopes, ...missing]
  return changeClient(
    client,
    { scopes },
    {
      id: 'scope.allow',
      sentence: `Allow ${client.name} the scope ${missing.join(' ')}`,
      changes: [{ field: 'Scopes', before: listed(client.scopes), after: listed(scopes) }],
      caution:
        client.flow === 'client_credentials'
          ? `${client.name} gets ${missing.join(' ')} without asking anybody.`
          : client.consent === 'never'
            ? 'Its users are not asked: consent is off for this client.'
            : null,
    },
  )
}

export function enableClient(
  { received }: Failure,
  { client }: Circumstances,
): OfferedFix | undefined {
  if (!client || client.enabled || !/disabled client/.test(received)) return undefined
  return asFix(
    client,
    { enabled: true },
    {
      id: 'client.enable',
      sentence: `Enable ${client.name}`,
      changes: [{ field: 'Client', before: 'disabled', after: 'enabled' }],
      caution: 'Somebody disabled it: the audit trail says who.',
    },
  )
}

export function allowFlow(
  { check, received }: Failure,
  { client }: Circumstances,
): OfferedFix | Withheld | undefined {
  if (client?.flow !== null) return undefined
  const flow =
    check === 'client.flow' || received === 'authorization_code' ? 'code' : 'client_credentials'
  if (flow === 'client_credentials' && received !== flow) return undefined
  const words = flow === 'code' ? 'code flow' : 'client credentials'
  return changeClient(
    client,
    { flow },
    {
      id: `flow.${flow}`,
      sentence: `Turn on ${words} for ${client.name}`,
      changes: [{ field: 'Flow', before: 'none', after: words }],
      caution: flow === 'code' ? null : `Whoever holds its secret gets tokens without a user.`,
    },
  )
}

export function allowRefreshTokens(
  { received }: Failure,
  { client }: Circumstances,
): OfferedFix | Withheld | undefined {
  if (client?.flow !== 'code' || received !== 'refresh_token') return undefined
  if (client.refreshTokens.enabled) return undefined
  return changeClient(
    client,
    { refreshTokens: { ...client.refreshTokens, enabled: true } },
    {
      id: 'refresh_tokens.allow',
      sentence: `Allow refresh tokens for ${client.name}`,
      changes: [{ field: 'Refresh tokens', before: 'off', after: 'on' }],
      caution: `${client.name} stays connected when its users are away.`,
    },
  )
}

export function makePkceOptional(
  { received }: Failure,
  { client }: Circumstances,
): OfferedFix | Withheld | undefined {
  if (!client || received !== 'nothing' || client.pkce !== 'required') return undefined
  if (client.type === 'public')
    return { withheld: 'A public client always uses PKCE (RFC 9700 §2.1.1): mend the application.' }
  return changeClient(
    client,
    { pkce: 'optional' },
    {
      id: 'pkce.optional',
      sentence: `Make PKCE optional for ${client.name}`,
      changes: [{ field: 'PKCE', before: 'required', after: 'optional' }],
      caution:
        'It opens the client to injected codes (RFC 9700 §2.1.1). Better: let the application send a code_challenge.',
    },
  )
}

export function unlockSecrets(
  { received }: Failure,
  { client, areSecretsClosed }: Circumstances,
): OfferedFix | undefined {
  if (!client || !areSecretsClosed || !received.startsWith('too many')) return undefined
  return {
    id: 'client.unlock',
    sentence: `Let ${client.name} authenticate again`,
    changes: [{ field: 'Secret', before: 'waits after wrong ones', after: 'may try again' }],
    caution: 'Whoever guessed may go on too. This cannot be taken back.',
    remedy: { kind: 'secrets', client },
  }
}

function listed(values: readonly string[]): string {
  return values.length === 0 ? 'none' : values.join(' ')
}
