import { textParameter } from '#renderer/search-params.ts'

/** What of the page lives in its address. */
export interface AuditSearch {
  /** The filter as a line. */
  readonly q?: string
  /** The open entry. */
  readonly entry?: number
}

export function auditSearch(search: Readonly<Record<string, unknown>>): AuditSearch {
  const { entry } = search
  const q = textParameter(search['q'])
  return {
    ...(q === undefined ? {} : { q }),
    ...(typeof entry === 'number' && entry > 0 ? { entry } : {}),
  }
}
