import type { JSX } from 'react'

import type { RefreshTokenRow } from '#contract/refresh-tokens.ts'
import { absoluteTime, count } from '#renderer/format.ts'
import type { GridColumn } from '#renderer/ui/data-grid-layout.tsx'
import { RelativeTime } from '#renderer/ui/relative-time.tsx'

import { TokenStatus } from './token-status.tsx'

/** A family at its current generation, column by column; ids are those the issuer sorts by. */
export const tokenColumns: readonly GridColumn<RefreshTokenRow>[] = [
  {
    id: 'status',
    header: 'Status',
    width: 104,
    fixed: true,
    render: (row) => <TokenStatus status={row.status} />,
    text: (row) => row.status,
  },
  {
    id: 'subject',
    header: 'Subject',
    width: 196,
    fixed: true,
    sortable: true,
    render: (row) => <Two first={personOf(row)} second={row.subject} />,
    text: (row) => row.subject,
    title: (row) => `${personOf(row)} · ${row.subject}`,
  },
  {
    id: 'client',
    header: 'Client',
    width: 168,
    sortable: true,
    render: (row) => <Two first={row.clientName ?? '(deleted)'} second={row.clientId} />,
    text: (row) => row.clientId,
    title: (row) => `${row.clientName ?? '(deleted)'} · ${row.clientId}`,
  },
  {
    id: 'scopes',
    header: 'Scopes',
    width: 168,
    render: (row) => row.scope.join(' '),
    text: (row) => row.scope.join(' '),
  },
  {
    id: 'family',
    header: 'Family',
    width: 92,
    render: (row) => (
      <>
        <code>{row.id}</code> <span className="secondary">·{row.generation}</span>
      </>
    ),
    text: (row) => row.id,
    title: (row) => `Family ${row.id}, generation ${row.generation}`,
  },
  {
    id: 'issued',
    header: 'Issued',
    width: 114,
    sortable: true,
    firstSort: 'descending',
    render: (row) => <RelativeTime at={row.issuedAt} bare />,
    text: (row) => absoluteTime(row.issuedAt),
  },
  {
    id: 'lastUsed',
    header: 'Last used',
    width: 114,
    sortable: true,
    firstSort: 'descending',
    render: (row) => <RelativeTime at={row.lastUsedAt} bare />,
    text: (row) => (row.lastUsedAt === null ? '' : absoluteTime(row.lastUsedAt)),
  },
  {
    id: 'expires',
    header: 'Expires',
    width: 98,
    sortable: true,
    render: (row) => <RelativeTime at={row.expiresAt} bare />,
    text: (row) => absoluteTime(row.expiresAt),
  },
  {
    id: 'uses',
    header: 'Uses',
    width: 64,
    align: 'end',
    sortable: true,
    firstSort: 'descending',
    render: (row) => count(row.uses),
    text: (row) => String(row.uses),
  },
  {
    id: 'ip',
    header: 'IP address',
    width: 116,
    render: (row) => <code>{row.ip ?? '–'}</code>,
    text: (row) => row.ip ?? '',
  },
  {
    id: 'device',
    header: 'Device',
    width: 150,
    render: (row) => row.device ?? '–',
    text: (row) => row.userAgent ?? '',
  },
  {
    id: 'session',
    header: 'Session',
    width: 120,
    render: (row) => <code>{row.session ?? '–'}</code>,
    text: (row) => row.session ?? '',
  },
]

/** The name by which people know the subject. */
export function personOf(row: RefreshTokenRow): string {
  return row.name ?? row.username ?? '(deleted)'
}

function Two(props: { readonly first: string; readonly second: string }): JSX.Element {
  return (
    <>
      {props.first} <code className="secondary">{props.second}</code>
    </>
  )
}
