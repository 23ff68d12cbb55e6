import { useNavigate, useSearch } from '@tanstack/react-router'

import type { ListSort } from '#renderer/ui/list-sort.ts'

import { textParameters } from './search-params.ts'

/** What of a list that opens its rows beside it lives in its address. */
export interface ListSearch {
  readonly q?: string
  /** `-name` is descending. */
  readonly sort?: string
  /** The row whose panel is open. */
  readonly id?: string
  /** The panel for a new one is open. */
  readonly create?: true
}

export function listSearch(search: Readonly<Record<string, unknown>>): ListSearch {
  return {
    ...textParameters(search, ['q', 'sort', 'id']),
    ...(search['create'] === true ? { create: true } : {}),
  }
}

export interface ListUrl extends ListSearch {
  readonly order: ListSort
  readonly change: (change: { [Key in keyof ListSearch]?: ListSearch[Key] | undefined }) => void
}

/** Reads and writes the address of the list at `to`, sorted by `first` unless it says otherwise. */
export function useListUrl(to: '/users' | '/resources', first: string): ListUrl {
  const search = listSearch(useSearch({ strict: false }))
  const navigate = useNavigate()
  const { sort = first } = search
  return {
    ...search,
    order: {
      by: sort.replace(/^-/, ''),
      direction: sort.startsWith('-') ? 'descending' : 'ascending',
    },
    change: (change) =>
      void navigate({ to, search: listSearch({ ...search, ...change }), replace: true }),
  }
}

interface Place {
  readonly pathname: string
  readonly search: object
}

/** Whether a step leaves the open panel; sorting and filtering the list do not. */
export function leavesPanel(here: Place, there: Place): boolean {
  const [from, to] = [listSearch({ ...here.search }), listSearch({ ...there.search })]
  return here.pathname !== there.pathname || from.id !== to.id || from.create !== to.create
}
