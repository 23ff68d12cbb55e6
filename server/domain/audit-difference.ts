/** One field that an act changed; `null` where it was not there. */
export interface FieldChange {
  /** The way to it: `refreshTokens.graceSeconds`, `redirectUris.0.uri`. */
  readonly field: string
  readonly before: string | null
  readonly after: string | null
}

/** What differs between two states, field by field; lists of words as what came and went. */
export function differences(before: unknown, after: unknown): readonly FieldChange[] {
  const [old, now] = [leavesOf(before), leavesOf(after)]
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((field) => ({
      field,
      before: old.get(field) ?? null,
      after: now.get(field) ?? null,
    }))
    .filter(({ before, after }) => before !== after)
}

function leavesOf(
  value: unknown,
  path = '',
  leaves = new Map<string, string>(),
): Map<string, string> {
  if (value === undefined || value === null) {
    if (path !== '' && value === null) leaves.set(path, 'nothing')
    return leaves
  }
  if (typeof value !== 'object') return leaves.set(path === '' ? 'value' : path, textOf(value))
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object'))
    return leaves.set(path, value.length === 0 ? 'none' : value.map(textOf).join(' '))
  for (const [name, inner] of Object.entries(value))
    leavesOf(inner, path === '' ? name : `${path}.${name}`, leaves)
  return leaves
}

function textOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (value === '') return 'empty'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
