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

// Enough of a name to sort by, and little enough for a cursor to carry.
const sortedCharacters = 50

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
        sql: `substr(ifnull(users.username, grants.subject), 1, ${sortedCharacters}) COLLATE NOCASE`,
        join: 'LEFT JOIN users ON users.subject = grants.subject',
        type: 'string',
      }
    case 'client':
      return {
        sql: `substr(ifnull(clients.name, grants.client_id), 1, ${sortedCharacters}) COLLATE NOCASE`,
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

/** An opaque cursor: good for the sort that it was made by, and for no other. */
export function formatCursor(sort: RefreshTokenSort, place: Place): string {
  const text = JSON.stringify([sort.by, sort.direction, place.key, place.id])
  return Buffer.from(text).toString('base64url')
}

/** `undefined` for anything but a cursor of this sort. */
export function parseCursor(sort: RefreshTokenSort, cursor: string): Place | undefined {
  const parts = parseJson(Buffer.from(cursor, 'base64url').toString())
  if (!Array.isArray(parts) || parts.length !== 4) return undefined
  const [by, direction, key, id]: unknown[] = parts
  if (by !== sort.by || direction !== sort.direction) return undefined
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return undefined
  if (typeof key === 'number' && sortKeyOf(sort.by).type === 'number')
    return Number.isSafeInteger(key) ? { key, id } : undefined
  if (typeof key === 'string' && sortKeyOf(sort.by).type === 'string') return { key, id }
  return undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
