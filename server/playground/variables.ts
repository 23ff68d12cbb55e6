/** The kinds of values that never leave this process, by the names that stand for them. */
export type VariableKind =
  | 'CODE'
  | 'CODE_VERIFIER'
  | 'STATE'
  | 'NONCE'
  | 'CLIENT_SECRET'
  | 'ACCESS_TOKEN'
  | 'REFRESH_TOKEN'
  | 'ID_TOKEN'

/** Secrets of a run by name. The same value keeps its name: a repeated token is seen to be one. */
export interface Variables {
  /** The name that stands for `value` from now on. */
  name(kind: VariableKind, value: string): string
  value(name: string): string | undefined
  /** `text` with names in the place of values. */
  redact(text: string): string
  forget(): void
}

const counted: ReadonlySet<VariableKind> = new Set(['ACCESS_TOKEN', 'REFRESH_TOKEN', 'ID_TOKEN'])

// SECURITY: what has the shape of a token is removed even where nobody has named it.
const anyToken = /\blk[cr]_[A-Za-z0-9_-]{56}|\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/g

export function openVariables(): Variables {
  const names = new Map<string, string>()
  const counts = new Map<VariableKind, number>()
  return {
    name(kind, value) {
      const known = names.get(value)
      if (known !== undefined) return known
      const count = (counts.get(kind) ?? 0) + 1
      counts.set(kind, count)
      const name = counted.has(kind) || count > 1 ? `$${kind}_${count}` : `$${kind}`
      names.set(value, name)
      return name
    },
    value: (name) => [...names].find(([, known]) => known === name)?.[0],
    redact(text) {
      let redacted = text
      // The longest first: no value is cut by another that it contains.
      for (const [value, name] of [...names].sort(([a], [b]) => b.length - a.length))
        redacted = redacted.replaceAll(value, () => name)
      return redacted.replaceAll(anyToken, '[a token]')
    },
    forget: () => names.clear(),
  }
}
