import { useNavigate, useSearch } from '@tanstack/react-router'

import { textParameter } from '#renderer/search-params.ts'
import type { ListSort } from '#renderer/ui/list-sort.ts'

/** What of the page lives in its address. */
export interface UsersSearch {
  readonly q?: string
  /** `-name` is descending. */
  readonly sort?: string
  /** The subject whose panel is open. */
  readonly id?: string
  /** The panel for a new user is open. */
  readonly create?: true
}

export function usersSearch(search: Record<string, unknown>): UsersSearch {
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

export interface UsersUrl extends UsersSearch {
  readonly order: ListSort
  readonly change: (change: { [Key in keyof UsersSearch]?: UsersSearch[Key] | undefined }) => void
}

export function useUsersUrl(): UsersUrl {
  const search = usersSearch(useSearch({ strict: false }))
  const navigate = useNavigate()
  const { sort = 'username' } = search
  return {
    ...search,
    order: {
      by: sort.replace(/^-/, ''),
      direction: sort.startsWith('-') ? 'descending' : 'ascending',
    },
    change: (change) =>
      void navigate({
        to: '/users',
        search: usersSearch({ ...search, ...change }),
        replace: true,
      }),
  }
}
