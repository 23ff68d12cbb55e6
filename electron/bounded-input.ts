/** The most that one call may carry. A filter with every field set is a hundred times smaller. */
export const limits = { depth: 32, values: 20_000, characters: 1_048_576 } as const

/**
 * Why a value that came over IPC is not looked at any further; `undefined` if it may be.
 * Structured clone carries maps, cycles and buffers, which a JSON transport never would, so what
 * passes here is exactly what can also arrive over HTTP.
 */
export function refuseUnbounded(input: unknown): string | undefined {
  const queue: { value: unknown; depth: number }[] = [{ value: input, depth: 0 }]
  let values = 0
  let characters = 0
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    values += 1
    if (values > limits.values) return 'The input has too many values.'
    if (next.depth > limits.depth) return 'The input is nested too deeply.'
    const parts = partsOf(next.value)
    if (parts === undefined) return 'The input may only have text, numbers, lists and records.'
    characters += parts.characters
    if (characters > limits.characters) return 'The input is too long.'
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
  if (typeof value === 'number') {
    return Number.isFinite(value) ? { characters: 0, inside: [] } : undefined
  }
  return typeof value === 'object' ? partsOfObject(value) : undefined
}

function partsOfObject(value: object | null): Parts | undefined {
  if (value === null) return { characters: 0, inside: [] }
  if (Array.isArray(value)) return { characters: 0, inside: value }
  if (Object.getPrototypeOf(value) !== Object.prototype) return undefined
  const characters = Object.keys(value).reduce((sum, key) => sum + key.length, 0)
  return { characters, inside: Object.values(value) }
}
