import type { Span, TimeCriterion } from '#renderer/query-language-time.ts'
import type { Criterion, QueryField, SetCriterion } from '#renderer/query-language.ts'

export const operatorWords = { is: 'is', starts: 'starts with', contains: 'contains' } as const

const unitWords = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' } as const

/** "is web or mobile", "within 7 days": what a chip says after the name of its field. */
export function criterionWords(field: QueryField, criterion: Criterion | undefined): string {
  if (criterion === undefined) return ''
  if (typeof criterion === 'number') {
    const words = field.kind === 'number' ? field.words : undefined
    return words?.(criterion) ?? `is ${criterion}`
  }
  if ('operator' in criterion) return `${operatorWords[criterion.operator]} ${criterion.value}`
  if ('match' in criterion) return setWords(criterion)
  return timeWords(criterion, field.kind === 'time' ? field.toward : 'past')
}

function spanWords({ amount, unit }: Span): string {
  return `${amount} ${unitWords[unit]}${amount === 1 ? '' : 's'}`
}

function setWords(criterion: SetCriterion): string {
  const [first, ...rest] = criterion.values
  if (rest.length === 0) return `is ${first ?? ''}`
  if (criterion.values.length > 3) {
    return `has ${criterion.match} of ${criterion.values.length}`
  }
  return criterion.match === 'all'
    ? `has ${criterion.values.join(' and ')}`
    : `is ${criterion.values.join(' or ')}`
}

function timeWords(criterion: TimeCriterion, toward: 'past' | 'future'): string {
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
