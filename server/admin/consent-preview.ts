import type { Output } from '#contract/operations.ts'
import type { ClientSettings } from '#domain/client.ts'
import { consentPrompt, issuesRefreshToken } from '#domain/consent.ts'
import { redirectUriProblem } from '#domain/redirect-uri.ts'
import { refreshSentence } from '#domain/refresh-sentence.ts'
import type { ResourceServer } from '#domain/resource.ts'
import type { EpochSeconds } from '#domain/time.ts'

type Preview = Output<'clients.previewConsent'>

/** Stands in for whoever will sign in. */
const standIn = 'alice'

/** The consent page that these settings lead to, by the very functions that the page is made by. */
export function previewConsent(
  clientId: string,
  client: ClientSettings,
  resources: readonly ResourceServer[],
  now: EpochSeconds,
): Preview {
  const sentence = refreshSentence(client, now)
  const redirectUri = client.redirectUris[0]?.uri
  const missing = missingPart(client)
  if (missing !== undefined || redirectUri === undefined)
    return { prompt: null, reason: missing ?? '', refreshSentence: sentence }
  const prompt = consentPrompt(
    {
      clientId,
      client,
      redirectUri,
      userName: standIn,
      scope: client.scopes,
      texts: resources.flatMap(({ scopes }) => scopes),
    },
    now,
  )
  return {
    prompt: copyOf(prompt),
    reason: reasonToAsk(client),
    refreshSentence: sentence,
  }
}

/** Why the page never appears as things are; `undefined` when it does. */
function missingPart(client: ClientSettings): string | undefined {
  if (client.flow === 'client_credentials')
    return 'There is no user in client credentials flow, so nobody is asked.'
  if (client.flow === null) return 'This client has no flow yet. Allow code flow to see the page.'
  const [first] = client.redirectUris
  if (!first) return 'This client has no redirect URI yet. Add one to see the page.'
  const problem = redirectUriProblem(first.uri)
  if (problem !== undefined) return `The redirect URI is not complete: ${problem}`
  if (client.scopes.length === 0) return 'This client has no scope yet. Add one to see the page.'
  if (client.consent === 'never') return 'This client is trusted: its users are never asked.'
  return undefined
}

function reasonToAsk(client: ClientSettings): string {
  const none = client.refreshTokens.enabled
    ? 'No refresh token will be issued: offline_access is not among its scopes.'
    : 'No refresh token will be issued, so the page does not speak of one.'
  const offline = issuesRefreshToken(client, client.scopes)
    ? 'The client asks for a refresh token, so the page says what it can do while the user is away.'
    : none
  return client.consent === 'always'
    ? `Users are asked each time. ${offline}`
    : `Users are asked once, until what they allowed ends. ${offline}`
}

function copyOf(prompt: ReturnType<typeof consentPrompt>): NonNullable<Preview['prompt']> {
  return {
    ...prompt,
    scopes: prompt.scopes.map((scope) => ({ ...scope })),
    offline: prompt.offline && {
      ...prompt.offline,
      durations: prompt.offline.durations.map((duration) => ({ ...duration })),
    },
  }
}
