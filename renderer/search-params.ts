/** A search parameter as text: the router reads `?q=123` as a number. */
export function textParameter(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}
