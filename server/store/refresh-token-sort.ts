import { expiryOfGrant } from './refresh-token-status.ts'

export interface RefreshTokenSort {
  readonly by: 'issued' | 'lastUsed' | 'expires' | 'subject' | 'client' | 'uses'
  readonly direction: 'ascending' | 'descending'
}

export interface SortKey {
  /** An expression over `grants` and what it joins. */
  readonly sql: string
  readonly join: string
  readonly type: 'number' | 'string'
}

/** What rows are ordered by. A deleted user or client sorts by its id among the others' names. */
export function sortKeyOf(by: RefreshTokenSort['by']): SortKey {
  switch (by) {
    case 'issued':
      return { sql: 'grants.issued_at', join: '', type: 'number' }
    case 'lastUsed':
      return { sql: 'ifnull(grants.last_used_at, 0)', join: '', type: 'number' }
    case 'expires':
      return { sql: expiryOfGrant, join: '', type: 'number' }
    case 'uses':
      return { sql: 'grants.uses', join: '', type: 'number' }
    case 'subject':
      return {
        sql: 'ifnull(users.username, grants.subject) COLLATE NOCASE',
        join: 'LEFT JOIN users ON users.id = grants.user_id',
        type: 'string',
      }
    case 'client':
      return {
        sql: 'ifnull(clients.name, grants.client_id) COLLATE NOCASE',
        join: 'LEFT JOIN clients ON clients.client_id = grants.client_id',
        type: 'string',
      }
  }
}

/** Where a page ended: its last row's sort key, and its id where keys are equal. */
export interface Place {
  readonly key: string | number
  readonly id: number
}

/** A cursor: good for the sort that it was made by, and for no other. */
export function formatCursor(sort: RefreshTokenSort, { key, id }: Place): string {
  return `${sort.by}.${sort.direction}.${id}.${key}`
}

/** `undefined` for anything but a cursor of this sort. */
export function parseCursor(sort: RefreshTokenSort, cursor: string): Place | undefined {
  const parts = /^([a-zA-Z]+)\.([a-z]+)\.(\d{1,15})\.([^]*)$/.exec(cursor)
  const [, by, direction, id, key] = parts ?? []
  if (key === undefined || by !== sort.by || direction !== sort.direction) return undefined
  if (sortKeyOf(sort.by).type === 'string') return { key, id: Number(id) }
  return /^\d{1,15}$/.test(key) ? { key: Number(key), id: Number(id) } : undefined
}
