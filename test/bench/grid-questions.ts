import type { RefreshTokenFilter } from '#store/refresh-token-filter.ts'
import type { RefreshTokenSort } from '#store/refresh-token-sort.ts'

import { benchNow } from './grid-data.ts'

// What the grid is asked: each criterion alone, combinations, and all of them at once; by every sort.

const day = 86_400

export const gridFilters: readonly (readonly [name: string, filter: RefreshTokenFilter])[] = [
  ['no filter', {}],
  ['subject is', { subject: { operator: 'is', value: 'user-0000zz' } }],
  ['subject starts', { subject: { operator: 'starts', value: 'ali' } }],
  ['subject contains, many', { subject: { operator: 'contains', value: 'ali' } }],
  ['subject contains, few', { subject: { operator: 'contains', value: '7777' } }],
  ['subject contains, none', { subject: { operator: 'contains', value: 'nobody' } }],
  ['one client', { clients: ['client-3'] }],
  ['five clients', { clients: [1, 2, 3, 40, 50].map((index) => `client-${index}`) }],
  ['scope any', { scope: { match: 'any', values: ['write', 'email'] } }],
  ['scope all', { scope: { match: 'all', values: ['offline_access', 'read'] } }],
  ['scope, none', { scope: { match: 'any', values: ['nothing'] } }],
  ['active', { status: ['active'] }],
  ['revoked', { status: ['revoked'] }],
  ['replayed', { status: ['replayed'] }],
  ['expired, orphaned', { status: ['expired', 'orphaned'] }],
  ['issued in a day', { issued: { from: benchNow - 30 * day, to: benchNow - 29 * day } }],
  ['used in a day', { lastUsed: { from: benchNow - day } }],
  ['expires in a week', { expires: { from: benchNow, to: benchNow + 7 * day } }],
  ['family', { grantId: 77_777 }],
  ['ip', { ip: '10.3.' }],
  ['device', { device: 'firefox' }],
  ['session', { session: 'session-4242' }],
  [
    'contains, client, active',
    {
      subject: { operator: 'contains', value: 'ali' },
      clients: ['client-3'],
      status: ['active'],
    },
  ],
  [
    'contains, scope, active, range',
    {
      subject: { operator: 'contains', value: 'mia' },
      scope: { match: 'any', values: ['read'] },
      status: ['active'],
      issued: { from: benchNow - 60 * day, to: benchNow - 5 * day },
    },
  ],
  [
    'two clients, expired, issued',
    {
      clients: ['client-1', 'client-2'],
      status: ['expired'],
      issued: { from: benchNow - 80 * day, to: benchNow - 40 * day },
    },
  ],
  [
    'everything',
    {
      subject: { operator: 'contains', value: 'ali' },
      clients: ['client-1', 'client-2', 'client-3'],
      scope: { match: 'any', values: ['offline_access'] },
      status: ['active'],
      issued: { from: benchNow - 60 * day },
      lastUsed: { from: benchNow - 30 * day },
      expires: { to: benchNow + 60 * day },
      ip: '10.',
      device: 'linux',
    },
  ],
]

export const gridSorts: readonly RefreshTokenSort[] = (
  ['issued', 'lastUsed', 'expires', 'subject', 'client', 'uses'] as const
).flatMap((by) => [
  { by, direction: 'ascending' } as const,
  { by, direction: 'descending' } as const,
])
