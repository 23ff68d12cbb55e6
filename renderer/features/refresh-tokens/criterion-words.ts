import type { Span, TimeCriterion } from '#renderer/query-language-time.ts'
import type { SetCriterion, TextCriterion } from '#renderer/query-language.ts'

import { tokenFields } from './token-query.ts'
import type { TokenField, TokenQuery } from './token-query.ts'

export const fieldNames = {
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
} as const satisfies Record<TokenField, string>

export const allFields = Object.keys(tokenFields).filter(isTokenField)

export function isTokenField(key: string): key is TokenField {
  return Object.hasOwn(tokenFields, key)
}

export const operatorWords = { is: 'is', starts: 'starts with', contains: 'contains' } as const

const unitWords = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' } as const

/** "is web or mobile", "within 7 days": what a chip says after the name of its field. */
export function criterionWords(field: TokenField, query: TokenQuery): string {
  switch (field) {
    case 'subject':
    case 'family':
    case 'ip':
    case 'device':
    case 'session':
      return textWords(query[field])
    case 'client':
    case 'scope':
    case 'status':
      return setWords(query[field])
    case 'issued':
    case 'used':
      return timeWords(query[field], 'past')
    case 'expires':
      return timeWords(query[field], 'future')
    case 'revocation':
      return query.revocation === undefined ? '' : `is ${query.revocation}`
    default:
      return field satisfies never
  }
}

export function spanWords({ amount, unit }: Span): string {
  return `${amount} ${unitWords[unit]}${amount === 1 ? '' : 's'}`
}

function textWords(criterion: TextCriterion | undefined): string {
  return criterion ? `${operatorWords[criterion.operator]} ${criterion.value}` : ''
}

function setWords(criterion: SetCriterion | undefined): string {
  if (!criterion) return ''
  const [first, ...rest] = criterion.values
  if (rest.length === 0) return `is ${first ?? ''}`
  if (criterion.values.length > 3) {
    return `has ${criterion.match} of ${criterion.values.length}`
  }
  return criterion.match === 'all'
    ? `has ${criterion.values.join(' and ')}`
    : `is ${criterion.values.join(' or ')}`
}

function timeWords(criterion: TimeCriterion | undefined, toward: 'past' | 'future'): string {
  if (!criterion) return ''
  if (criterion.kind === 'between') {
    const { from, to } = criterion
    if (from === to) return `on ${from ?? ''}`
    if (to === undefined) return `since ${from ?? ''}`
    return from === undefined ? `until ${to}` : `from ${from} to ${to}`
  }
  const span = spanWords(criterion.span)
  if (toward === 'past')
    return criterion.kind === 'within' ? `in the last ${span}` : `over ${span} ago`
  return criterion.kind === 'within' ? `within ${span}` : `in over ${span}`
}
