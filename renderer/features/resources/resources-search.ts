import { useNavigate, useSearch } from '@tanstack/react-router'

import { textParameter } from '#renderer/search-params.ts'
import type { ListSort } from '#renderer/ui/list-sort.ts'

/** What of the page lives in its address. */
export interface ResourcesSearch {
  readonly q?: string
  /** `-name` is descending. */
  readonly sort?: string
  /** The audience whose panel is open. */
  readonly id?: string
  /** The panel for a new resource is open. */
  readonly create?: true
}

export function resourcesSearch(search: Record<string, unknown>): ResourcesSearch {
  const q = textParameter(search['q'])
  const sort = textParameter(search['sort'])
  const id = textParameter(search['id'])
  return {
    ...(q === undefined ? {} : { q }),
    ...(sort === undefined ? {} : { sort }),
    ...(id === undefined ? {} : { id }),
    ...(search['create'] === true ? { create: true } : {}),
  }
}

export interface ResourcesUrl extends ResourcesSearch {
  readonly order: ListSort
  readonly change: (change: {
    [Key in keyof ResourcesSearch]?: ResourcesSearch[Key] | undefined
  }) => void
}

export function useResourcesUrl(): ResourcesUrl {
  const search = resourcesSearch(useSearch({ strict: false }))
  const navigate = useNavigate()
  const { sort = 'name' } = search
  return {
    ...search,
    order: {
      by: sort.replace(/^-/, ''),
      direction: sort.startsWith('-') ? 'descending' : 'ascending',
    },
    change: (change) =>
      void navigate({
        to: '/resources',
        search: resourcesSearch({ ...search, ...change }),
        replace: true,
      }),
  }
}
