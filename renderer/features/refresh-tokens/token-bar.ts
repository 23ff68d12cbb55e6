import { refreshTokenStatuses } from '#contract/closed-sets.ts'
import { useOperation } from '#renderer/operations.ts'
import type { QueryBar, SetOptions } from '#renderer/query-bar/query-bar.ts'

import { tokenFields, tokenQueryLanguage } from './token-query.ts'
import type { TokenFields } from './token-query.ts'

export const tokenBar: QueryBar<TokenFields> = {
  fields: tokenFields,
  language: tokenQueryLanguage,
  label: 'Filter refresh tokens',
  placeholder: 'client:web subject:~ali status:active expires:<7d',
  names: {
    subject: 'Subject',
    client: 'Client',
    scope: 'Scope',
    status: 'Status',
    issued: 'Issued',
    used: 'Last used',
    expires: 'Expires',
    family: 'Family',
    ip: 'IP address',
    device: 'Device',
    session: 'Session',
    revocation: 'Revocation',
  },
}

const statuses = refreshTokenStatuses.map((value) => ({ value }))

/** What the criteria of the grid are chosen from. */
export function useTokenOptions(): SetOptions<TokenFields> {
  const facets = useOperation('refreshTokens', 'refreshTokens.facets', {})
  return {
    status: statuses,
    scope: (facets.data?.scopes ?? []).map((value) => ({ value })),
    client: (facets.data?.clients ?? []).map(({ clientId, name }) => ({
      value: clientId,
      note: name ?? '(deleted)',
    })),
  }
}
