import { refreshTokenStatuses } from '#contract/closed-sets.ts'
import {
  clientIdentifierPattern,
  grantIdentifierPattern,
  scopeValuePattern,
} from '#contract/patterns.ts'
import type { RefreshTokenFilter, RefreshTokenStatus } from '#contract/refresh-tokens.ts'
import { resolveTime } from '#renderer/query-language-time.ts'
import { type Query, queryLanguage } from '#renderer/query-language.ts'

/** What a line may say about refresh tokens. */
export const tokenFields = {
  subject: { kind: 'text', operators: ['contains', 'is', 'starts'], check: longest(255) },
  client: {
    kind: 'set',
    matches: ['any'],
    check: (value) =>
      clientIdentifierPattern.test(value) ? undefined : `“${value}” is not a client id.`,
  },
  scope: {
    kind: 'set',
    matches: ['any', 'all'],
    check: (value) => (scopeValuePattern.test(value) ? undefined : `“${value}” is not a scope.`),
  },
  status: {
    kind: 'set',
    matches: ['any'],
    check: (value) =>
      isStatus(value)
        ? undefined
        : `“${value}” is no status. There are: ${refreshTokenStatuses.join(', ')}.`,
  },
  issued: { kind: 'time', toward: 'past' },
  used: { kind: 'time', toward: 'past' },
  expires: { kind: 'time', toward: 'future' },
  family: {
    kind: 'text',
    operators: ['is'],
    check: (value) =>
      grantIdentifierPattern.test(value) ? undefined : `“${value}” is not a family: g12.`,
  },
  ip: { kind: 'text', operators: ['starts'], check: longest(64) },
  device: { kind: 'text', operators: ['contains'], check: longest(200) },
  session: { kind: 'text', operators: ['is'], check: longest(64) },
  revocation: { kind: 'number' },
} as const satisfies Parameters<typeof queryLanguage>[0]

export type TokenFields = typeof tokenFields
export type TokenQuery = Query<TokenFields>

export const tokenQueryLanguage = queryLanguage(tokenFields, 'subject')

/** What the issuer is asked at `now`: relative times become moments here and nowhere else. */
export function toFilter(query: TokenQuery, now: number): RefreshTokenFilter {
  const { subject, client, scope, status, issued, used, expires } = query
  return {
    ...(subject && { subject: { operator: subject.operator, value: subject.value } }),
    ...(client && { clients: [...client.values] }),
    ...(scope && { scope: { match: scope.match, values: [...scope.values] } }),
    ...(status && { status: status.values.filter(isStatus) }),
    ...(issued && { issued: resolveTime(issued, 'past', now) }),
    ...(used && { lastUsed: resolveTime(used, 'past', now) }),
    ...(expires && { expires: resolveTime(expires, 'future', now) }),
    ...(query.family && { family: query.family.value }),
    ...(query.ip && { ip: query.ip.value }),
    ...(query.device && { device: query.device.value }),
    ...(query.session && { session: query.session.value }),
    ...(query.revocation && { revocation: query.revocation }),
  }
}

function isStatus(value: string): value is RefreshTokenStatus {
  return refreshTokenStatuses.some((status) => status === value)
}

function longest(length: number): (value: string) => string | undefined {
  return (value) =>
    value.length > length ? `At most ${length} characters can be searched for.` : undefined
}
