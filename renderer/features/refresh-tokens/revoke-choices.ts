import type {
  RefreshTokenFilter,
  RefreshTokenRow,
  RevocationTarget,
} from '#contract/refresh-tokens.ts'
import { plural } from '#renderer/format.ts'

import { personOf } from './token-columns.tsx'

/** What a revocation may be about: rows that were chosen, and the filter that found them. */
export interface RevokeSubject {
  readonly rows: readonly RefreshTokenRow[]
  /** `undefined` while the line has a mistake that was never right. */
  readonly filter: RefreshTokenFilter | undefined
  /** The filter as a line; empty when it matches everything. */
  readonly line: string
}

export interface RevokeChoice {
  readonly key: RevocationTarget['kind']
  readonly label: string
  readonly note: string
  readonly target: RevocationTarget
}

/** More rows than this are taken by a filter. */
const longestSelection = 1000

/** From the narrowest to the widest. */
export function revokeChoices({ rows, filter, line }: RevokeSubject): readonly RevokeChoice[] {
  const [row] = rows
  const several = rows.length > 1 && rows.length <= longestSelection
  const choices: RevokeChoice[] = row !== undefined && rows.length === 1 ? ofRow(row) : []
  if (several) {
    choices.push({
      key: 'selection',
      label: `The ${plural(rows.length, 'selected token')}`,
      note: '',
      target: { kind: 'selection', ids: rows.map(({ id }) => id) },
    })
  }
  if (filter) {
    choices.push({
      key: 'filter',
      label: line === '' ? 'All tokens there are' : 'All that match the filter',
      note: line,
      target: { kind: 'filter', filter },
    })
  }
  return choices
}

function ofRow(row: RefreshTokenRow): RevokeChoice[] {
  const { id, subject, clientId } = row
  const person = personOf(row) === '(deleted)' ? subject : personOf(row)
  return [
    {
      key: 'token',
      label: 'This token',
      note: `generation ${row.generation}`,
      target: { kind: 'token', id },
    },
    { key: 'family', label: 'Its family', note: id, target: { kind: 'family', id } },
    {
      key: 'user-at-client',
      label: 'All of this user at this client',
      note: `${person} at ${clientId}`,
      target: { kind: 'user-at-client', subject, clientId },
    },
    { key: 'user', label: 'All of this user', note: person, target: { kind: 'user', subject } },
    {
      key: 'client',
      label: 'All of this client',
      note: clientId,
      target: { kind: 'client', clientId },
    },
  ]
}
