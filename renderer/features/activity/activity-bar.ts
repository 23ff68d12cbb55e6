import { useOperation } from '#renderer/operations.ts'
import type { QueryBar, SetOption, SetOptions } from '#renderer/query-bar/query-bar.ts'

import { activityFields, activityLanguage, outcomes } from './activity-query.ts'
import type { ActivityFields } from './activity-query.ts'

export const activityBar: QueryBar<ActivityFields> = {
  fields: activityFields,
  language: activityLanguage,
  label: 'Filter requests',
  placeholder: 'client:web outcome:refused endpoint:token check:redirect_uri',
  names: {
    outcome: 'Outcome',
    endpoint: 'Endpoint',
    client: 'Client',
    error: 'Error',
    check: 'Check',
    user: 'User',
    family: 'Family',
    session: 'Session',
    flow: 'Flow',
    trace: 'Trace',
    ip: 'IP address',
    device: 'Device',
    at: 'Time',
    slower: 'Slower',
  },
}

const asOptions = (values: readonly string[] = []): readonly SetOption[] =>
  values.map((value) => ({ value }))

/** What the criteria are chosen from: names that occur in what is kept. */
export function useActivityOptions(): SetOptions<ActivityFields> {
  const facets = useOperation('activity', 'activity.facets', {}).data
  return {
    outcome: asOptions(outcomes),
    endpoint: asOptions(facets?.endpoints),
    client: asOptions(facets?.clients),
    error: asOptions(facets?.errors),
    check: asOptions(facets?.checks),
  }
}
