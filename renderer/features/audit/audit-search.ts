/** What of the page lives in its address. */
export interface AuditSearch {
  /** The open entry. */
  readonly entry?: number | undefined
}

export function auditSearch(search: Readonly<Record<string, unknown>>): AuditSearch {
  const { entry } = search
  return typeof entry === 'number' && entry > 0 ? { entry } : {}
}
