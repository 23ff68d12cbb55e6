import type { ClientDetail } from '#contract/clients.ts'

import type { SnippetFacts } from './snippet.ts'

/** A client's snippet facts; a code client's while it has no flow yet. */
export function factsOf(issuer: string, client: ClientDetail | undefined): SnippetFacts {
  const settings = client?.settings
  return {
    issuer,
    clientId: client?.clientId ?? 'YOUR_CLIENT_ID',
    flow: settings?.flow ?? 'code',
    isPublic: settings?.type === 'public',
    redirectUri: settings?.redirectUris[0]?.uri ?? 'http://localhost:3000/callback',
    scope: settings?.scopes.join(' ') || 'openid',
    refreshes: settings?.refreshTokens.enabled ?? false,
  }
}
