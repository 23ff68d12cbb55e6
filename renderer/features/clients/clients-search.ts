import { textParameters } from '#renderer/search-params.ts'

/** What of the list lives in its address. */
export interface ClientsSearch {
  readonly q?: string | undefined
  readonly sort?: string | undefined
  readonly direction?: 'ascending' | 'descending' | undefined
  /** The client shown beside the list. */
  readonly peek?: string | undefined
}

export function clientsSearch(search: Readonly<Record<string, unknown>>): ClientsSearch {
  const { direction } = search
  return {
    ...textParameters(search, ['q', 'sort', 'peek']),
    ...(direction === 'ascending' || direction === 'descending' ? { direction } : {}),
  }
}

const clientTabs = ['settings', 'secrets', 'connect', 'danger'] as const
export type ClientTab = (typeof clientTabs)[number]

export function clientSearch(search: Readonly<Record<string, unknown>>): {
  readonly tab?: ClientTab
} {
  const tab = clientTabs.find((tab) => tab === search['tab'])
  return tab === undefined ? {} : { tab }
}
