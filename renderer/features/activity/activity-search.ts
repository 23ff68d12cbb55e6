import type { Input } from '#contract/operations.ts'
import { textParameter } from '#renderer/search-params.ts'

type Outcome = NonNullable<Input<'activity.list'>['outcome']>

/** What of the page lives in its address. */
export interface ActivitySearch {
  readonly outcome?: Outcome | undefined
  readonly client?: string | undefined
  /** The open record. */
  readonly record?: number | undefined
}

const outcomes: readonly Outcome[] = ['passed', 'refused', 'failed']

export function activitySearch(search: Readonly<Record<string, unknown>>): ActivitySearch {
  const { record } = search
  const client = textParameter(search['client'])
  const outcome = outcomes.find((outcome) => outcome === search['outcome'])
  return {
    ...(outcome === undefined ? {} : { outcome }),
    ...(client === undefined ? {} : { client }),
    ...(typeof record === 'number' && record > 0 ? { record } : {}),
  }
}
