export interface GeneratedSecret {
  readonly kind: 'client secret' | 'password'
  readonly owner: string
  readonly value: string
}

/** Secrets that Latchkey made up itself, until somebody has seen them. In memory alone. */
export interface GeneratedSecrets {
  add(secrets: readonly GeneratedSecret[]): void
  /** Gives them out and forgets them. */
  take(): readonly GeneratedSecret[]
}

export function openGeneratedSecrets(): GeneratedSecrets {
  let kept: GeneratedSecret[] = []
  return {
    add: (secrets) => void kept.push(...secrets),
    take() {
      const taken = kept
      kept = []
      return taken
    },
  }
}
