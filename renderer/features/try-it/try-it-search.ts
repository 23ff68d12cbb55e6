import { textParameters } from '#renderer/search-params.ts'

/** What of the page lives in its address. */
export interface TryItSearch {
  /** The client that the form begins with. */
  readonly client?: string
  readonly run?: string
  /** The open arrow's exchange, or the open token's name. */
  readonly open?: string
}

export function tryItSearch(search: Readonly<Record<string, unknown>>): TryItSearch {
  return textParameters(search, ['client', 'run', 'open'])
}
