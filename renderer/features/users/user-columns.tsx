import type { Output } from '#contract/operations.ts'
import { absoluteTime, count } from '#renderer/format.ts'
import type { ListColumn } from '#renderer/ui/list-grid.tsx'
import { RelativeTime } from '#renderer/ui/relative-time.tsx'
import { Status } from '#renderer/ui/status.tsx'

import { TokensLink } from './tokens-link.tsx'

export type UserRow = Output<'users.list'>['items'][number]

export const userColumns: readonly ListColumn<UserRow>[] = [
  {
    id: 'username',
    header: 'User name',
    width: 180,
    fixed: true,
    render: (user) => user.username,
    text: (user) => user.username,
    sortBy: (user) => user.username,
  },
  {
    id: 'name',
    header: 'Name',
    width: 200,
    render: (user) => user.name,
    text: (user) => user.name,
    sortBy: (user) => user.name,
  },
  {
    id: 'email',
    header: 'Email',
    width: 240,
    render: (user) => user.email,
    text: (user) => user.email,
    sortBy: (user) => user.email,
  },
  {
    id: 'activeTokens',
    header: 'Active tokens',
    width: 112,
    align: 'end',
    firstSort: 'descending',
    render: (user) =>
      user.activeTokens === 0 ? (
        <span className="secondary">0</span>
      ) : (
        <TokensLink subject={user.subject} inGrid>
          {count(user.activeTokens)}
        </TokensLink>
      ),
    text: (user) => String(user.activeTokens),
    sortBy: (user) => user.activeTokens,
  },
  {
    id: 'lastSignInAt',
    header: 'Last sign-in',
    width: 140,
    firstSort: 'descending',
    render: (user) => <RelativeTime at={user.lastSignInAt} bare />,
    text: (user) => (user.lastSignInAt === null ? 'Never' : absoluteTime(user.lastSignInAt)),
    sortBy: (user) => user.lastSignInAt,
  },
  {
    id: 'disabled',
    header: 'State',
    width: 110,
    render: (user) =>
      user.disabled ? <Status tone="grey">Disabled</Status> : <Status tone="green">Enabled</Status>,
    text: (user) => (user.disabled ? 'Disabled' : 'Enabled'),
    sortBy: (user) => Number(user.disabled),
  },
  {
    id: 'subject',
    header: 'Subject',
    width: 220,
    render: (user) => <code>{user.subject}</code>,
    text: (user) => user.subject,
    sortBy: (user) => user.subject,
  },
]
