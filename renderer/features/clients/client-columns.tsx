import type { Output } from '#contract/operations.ts'
import { absoluteTime, count } from '#renderer/format.ts'
import type { ListColumn } from '#renderer/ui/list-grid.tsx'
import { RelativeTime } from '#renderer/ui/relative-time.tsx'
import { Status } from '#renderer/ui/status.tsx'

import { flowName, typeName } from './client-words.ts'

type ClientRow = Output<'clients.list'>['items'][number]

export const clientColumns: readonly ListColumn<ClientRow>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 190,
    fixed: true,
    render: (client) => <span className="strong">{client.name}</span>,
    text: (client) => client.name,
    sortBy: (client) => client.name,
  },
  {
    id: 'clientId',
    header: 'Client id',
    width: 160,
    render: (client) => <code>{client.clientId}</code>,
    text: (client) => client.clientId,
    sortBy: (client) => client.clientId,
  },
  {
    id: 'flow',
    header: 'Flow',
    width: 130,
    render: (client) =>
      client.flow === null ? <span className="secondary">None</span> : flowName[client.flow],
    text: (client) => (client.flow === null ? 'None' : flowName[client.flow]),
    sortBy: (client) => client.flow,
  },
  {
    id: 'refreshTokens',
    header: 'Refresh tokens',
    width: 116,
    render: (client) =>
      client.refreshTokens ? (
        <Status tone="green">On</Status>
      ) : (
        <span className="secondary">Off</span>
      ),
    text: (client) => (client.refreshTokens ? 'On' : 'Off'),
    sortBy: (client) => Number(client.refreshTokens),
  },
  {
    id: 'type',
    header: 'Type',
    width: 104,
    render: (client) => typeName[client.type],
    text: (client) => typeName[client.type],
    sortBy: (client) => client.type,
  },
  {
    id: 'enabled',
    header: 'State',
    width: 92,
    render: (client) =>
      client.enabled ? (
        <Status tone="green">Enabled</Status>
      ) : (
        <Status tone="grey">Disabled</Status>
      ),
    text: (client) => (client.enabled ? 'Enabled' : 'Disabled'),
    sortBy: (client) => Number(client.enabled),
  },
  {
    id: 'activeTokens',
    header: 'Active tokens',
    width: 108,
    align: 'end',
    render: (client) => count(client.activeTokens),
    text: (client) => String(client.activeTokens),
    sortBy: (client) => client.activeTokens,
  },
  {
    id: 'lastUsedAt',
    header: 'Last used',
    width: 130,
    render: (client) => <RelativeTime at={client.lastUsedAt} bare />,
    text: (client) => (client.lastUsedAt === null ? 'Never' : absoluteTime(client.lastUsedAt)),
    sortBy: (client) => client.lastUsedAt,
  },
]
