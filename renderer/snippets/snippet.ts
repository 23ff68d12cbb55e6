/** What a snippet says of the client it is for: public facts, never a secret. */
export interface SnippetFacts {
  /** The issuer's URL. */
  readonly issuer: string
  readonly clientId: string
  readonly flow: 'code' | 'client_credentials'
  /** A public client has no secret; a confidential one's stands as a variable. */
  readonly isPublic: boolean
  readonly redirectUri: string
  readonly scope: string
  /** Whether a refresh token comes with the tokens. */
  readonly refreshes: boolean
}

export interface Snippet {
  readonly id: string
  /** What a developer calls it: "openid-client", "Spring". */
  readonly name: string
  /** Where it goes, or how it is run. */
  readonly place: string
  readonly text: string
}

export function isInsecure({ issuer }: SnippetFacts): boolean {
  return issuer.startsWith('http:')
}

/** Where it answers; the same paths that discovery names. */
export function endpoints({ issuer }: SnippetFacts) {
  return {
    authorize: `${issuer}/oauth2/authorize`,
    token: `${issuer}/oauth2/token`,
    userinfo: `${issuer}/oauth2/userinfo`,
  } as const
}

/** Keeps the lines that are there: a template leaves out what does not apply by `false`. */
export function lines(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join('\n')
}
