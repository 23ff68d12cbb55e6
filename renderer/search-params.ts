/** A search parameter as text: the router reads `?q=123` as a number. */
export function textParameter(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Those of `names` that the address gives, each as text. */
export function textParameters<Name extends string>(
  search: Readonly<Record<string, unknown>>,
  names: readonly Name[],
): { readonly [Key in Name]?: string } {
  const given: { [Key in Name]?: string } = {}
  for (const name of names) {
    const text = textParameter(search[name])
    if (text !== undefined) given[name] = text
  }
  return given
}
