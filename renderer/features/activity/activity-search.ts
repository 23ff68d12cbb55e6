import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

import { textParameter } from '#renderer/search-params.ts'

import { criterionLine } from './activity-query.ts'

/** What of the page lives in its address. */
export interface ActivitySearch {
  /** The filter as a line. */
  readonly q?: string
  /** The open record. */
  readonly record?: number
  /** Every request is a line of its own. */
  readonly unfolded?: true
}

export function activitySearch(search: Readonly<Record<string, unknown>>): ActivitySearch {
  const { record } = search
  const q = textParameter(search['q']) ?? olderLine(search)
  return {
    ...(q === undefined ? {} : { q }),
    ...(typeof record === 'number' && record > 0 ? { record } : {}),
    ...(search['unfolded'] === true ? { unfolded: true } : {}),
  }
}

/** Links of before there was a line say `?outcome=refused&client=web`. */
function olderLine(search: Readonly<Record<string, unknown>>): string | undefined {
  const criteria = (['client', 'outcome'] as const).flatMap((field) => {
    const value = textParameter(search[field])
    return value === undefined ? [] : [criterionLine(field, value)]
  })
  return criteria.length === 0 ? undefined : criteria.join(' ')
}

export interface ActivityUrl {
  readonly line: string
  readonly record: number | undefined
  readonly folded: boolean
  /** `replace` leaves no step for the back button. */
  readonly change: (
    change: { readonly [Key in keyof ActivitySearch]?: ActivitySearch[Key] | undefined },
    replace: boolean,
  ) => void
}

export function useActivityUrl(): ActivityUrl {
  const search = useSearch({ from: '/activity' })
  const navigate = useNavigate()
  const change: ActivityUrl['change'] = useCallback(
    (change, replace) => {
      void navigate({
        to: '/activity',
        // Validating drops what is empty, so that the address stays short.
        search: (before: object) => activitySearch({ ...before, ...change }),
        replace,
      })
    },
    [navigate],
  )
  return {
    line: search.q ?? '',
    record: search.record,
    folded: search.unfolded !== true,
    change,
  }
}
