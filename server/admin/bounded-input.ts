/** The most that one call may carry. */
const limits = { characters: 262_144, depth: 32, values: 20_000 } as const

/**
 * Why an input is not looked at any further; `undefined` if it may be. Runs before any schema:
 * what a schema would have to walk through is bounded here. Takes what JSON can carry alone.
 */
export function boundsProblem(input: unknown): string | undefined {
  const queue: { readonly value: unknown; readonly depth: number }[] = [{ value: input, depth: 0 }]
  let values = 0
  let characters = 0
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    values += 1
    if (values > limits.values) return 'The input has too many values.'
    if (next.depth > limits.depth) return 'The input is nested too deeply.'
    const parts = partsOf(next.value)
    if (!parts) return 'The input may only have text, numbers, lists and records.'
    characters += parts.characters
    if (characters > limits.characters) return 'The input is too long.'
    if (parts.inside.length > limits.values) return 'The input has too many values.'
    for (const value of parts.inside) queue.push({ value, depth: next.depth + 1 })
  }
  return undefined
}

interface Parts {
  readonly characters: number
  readonly inside: readonly unknown[]
}

function partsOf(value: unknown): Parts | undefined {
  if (value === undefined || typeof value === 'boolean') return { characters: 0, inside: [] }
  if (typeof value === 'string') return { characters: value.length, inside: [] }
  if (typeof value === 'number')
    return Number.isFinite(value) ? { characters: 0, inside: [] } : undefined
  return typeof value === 'object' ? partsOfObject(value) : undefined
}

function partsOfObject(value: object | null): Parts | undefined {
  if (value === null) return { characters: 0, inside: [] }
  if (Array.isArray(value)) return { characters: 0, inside: value }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return undefined
  const keys = Object.keys(value)
  return {
    characters: keys.reduce((sum, key) => sum + key.length, 0),
    inside: Object.values(value),
  }
}
