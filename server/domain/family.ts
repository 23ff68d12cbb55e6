/** A family's id for people and the console: the grant's number in base 36 behind a `g`. */
export function formatGrantId(id: number): string {
  return `g${id.toString(36)}`
}

/** `undefined` where the text is not such an id. */
export function parseGrantId(text: string): number | undefined {
  if (!/^g[0-9a-z]{1,10}$/.test(text)) return undefined
  const id = Number.parseInt(text.slice(1), 36)
  return Number.isSafeInteger(id) ? id : undefined
}
