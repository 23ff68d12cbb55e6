import type { ActivityFilter } from '#contract/activity.ts'
import { grantIdentifierPattern } from '#contract/patterns.ts'
import { resolveTime } from '#renderer/query-language-time.ts'
import { quote } from '#renderer/query-language-words.ts'
import { type Query, queryLanguage } from '#renderer/query-language.ts'

export const outcomes = ['passed', 'refused', 'failed'] as const
type Outcome = (typeof outcomes)[number]

/** What a line may say about requests. */
export const activityFields = {
  outcome: {
    kind: 'set',
    matches: ['any'],
    check: (value) =>
      isOutcome(value) ? undefined : `“${value}” is no outcome. There are: ${outcomes.join(', ')}.`,
  },
  endpoint: { kind: 'set', matches: ['any'], check: longest(40) },
  client: { kind: 'set', matches: ['any'], check: longest(200) },
  error: { kind: 'set', matches: ['any'], check: longest(60) },
  check: { kind: 'set', matches: ['any'], check: longest(60) },
  user: { kind: 'text', operators: ['contains', 'is', 'starts'], check: longest(255) },
  family: {
    kind: 'text',
    operators: ['is'],
    check: (value) =>
      grantIdentifierPattern.test(value) ? undefined : `“${value}” is not a family: g12.`,
  },
  session: { kind: 'text', operators: ['is'], check: longest(64) },
  flow: { kind: 'text', operators: ['is'], check: longest(64) },
  trace: { kind: 'text', operators: ['is'], check: longest(64) },
  ip: { kind: 'text', operators: ['starts'], check: longest(64) },
  device: { kind: 'text', operators: ['contains'], check: longest(200) },
  at: { kind: 'time', toward: 'past' },
  slower: { kind: 'number', words: (milliseconds) => `than ${milliseconds} ms` },
} as const satisfies Parameters<typeof queryLanguage>[0]

export type ActivityFields = typeof activityFields
export type ActivityQuery = Query<ActivityFields>

export const activityLanguage = queryLanguage(activityFields, 'user')

/** What the issuer is asked at `now`: relative times become moments here and nowhere else. */
export function toFilter(query: ActivityQuery, now: number): ActivityFilter {
  const { outcome, endpoint, client, error, check, user } = query
  return {
    ...(outcome && { outcomes: outcome.values.filter(isOutcome) }),
    ...(endpoint && { endpoints: [...endpoint.values] }),
    ...(client && { clients: [...client.values] }),
    ...(error && { errors: [...error.values] }),
    ...(check && { checks: [...check.values] }),
    ...(user && { user: { operator: user.operator, value: user.value } }),
    ...(query.family && { family: query.family.value }),
    ...(query.session && { session: query.session.value }),
    ...(query.flow && { flow: query.flow.value }),
    ...(query.trace && { trace: query.trace.value }),
    ...(query.ip && { ip: query.ip.value }),
    ...(query.device && { device: query.device.value }),
    ...(query.at && { at: resolveTime(query.at, 'past', now) }),
    ...(query.slower && { slowerThan: query.slower }),
  }
}

/** One criterion as a line, for links: `criterionLine('client', 'web')`. */
export function criterionLine(field: keyof ActivityFields, value: string): string {
  return `${field}:${quote(value)}`
}

function isOutcome(value: string): value is Outcome {
  return outcomes.some((outcome) => outcome === value)
}

function longest(length: number): (value: string) => string | undefined {
  return (value) =>
    value.length > length ? `At most ${length} characters can be searched for.` : undefined
}
