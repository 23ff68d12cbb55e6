import type { ResourceDetail } from '#contract/resources.ts'
import { count } from '#renderer/format.ts'
import type { ListColumn } from '#renderer/ui/list-grid.tsx'
import { Status } from '#renderer/ui/status.tsx'

import { TokensLink } from './tokens-link.tsx'

const scopesOf = (resource: ResourceDetail): string =>
  resource.settings.scopes.map((scope) => scope.name).join(' ')

export const resourceColumns: readonly ListColumn<ResourceDetail>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 200,
    fixed: true,
    render: ({ settings }) => settings.name,
    text: ({ settings }) => settings.name,
    sortBy: ({ settings }) => settings.name,
  },
  {
    id: 'audience',
    header: 'Audience',
    width: 250,
    fixed: true,
    render: ({ audience }) => <code>{audience}</code>,
    text: ({ audience }) => audience,
    sortBy: ({ audience }) => audience,
  },
  {
    id: 'algorithm',
    header: 'Algorithm',
    width: 96,
    render: ({ settings }) => settings.signingAlgorithm,
    text: ({ settings }) => settings.signingAlgorithm,
    sortBy: ({ settings }) => settings.signingAlgorithm,
  },
  {
    id: 'scopes',
    header: 'Scopes',
    width: 220,
    render: (resource) => scopesOf(resource),
    text: scopesOf,
    sortBy: ({ settings }) => settings.scopes.length,
  },
  {
    id: 'clients',
    header: 'Clients',
    width: 80,
    align: 'end',
    firstSort: 'descending',
    render: ({ clients }) => count(clients),
    text: ({ clients }) => String(clients),
    sortBy: ({ clients }) => clients,
  },
  {
    id: 'activeTokens',
    header: 'Active tokens',
    width: 112,
    align: 'end',
    firstSort: 'descending',
    render: (resource) => (
      <TokensLink resource={resource} inGrid>
        {count(resource.activeTokens)}
      </TokensLink>
    ),
    text: ({ activeTokens }) => String(activeTokens),
    sortBy: ({ activeTokens }) => activeTokens,
  },
  {
    id: 'enabled',
    header: 'State',
    width: 110,
    render: ({ settings }) =>
      settings.enabled ? (
        <Status tone="green">Enabled</Status>
      ) : (
        <Status tone="grey">Disabled</Status>
      ),
    text: ({ settings }) => (settings.enabled ? 'Enabled' : 'Disabled'),
    sortBy: ({ settings }) => Number(settings.enabled),
  },
]
