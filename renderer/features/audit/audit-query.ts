import type { AuditFilter } from '#contract/audit.ts'
import { useOperation } from '#renderer/operations.ts'
import type { QueryBar, SetOption, SetOptions } from '#renderer/query-bar/query-bar.ts'
import { resolveTime } from '#renderer/query-language-time.ts'
import { type Query, queryLanguage } from '#renderer/query-language.ts'

/** What a line may say about entries. */
const auditFields = {
  operation: { kind: 'set', matches: ['any'], check: longest(60) },
  actor: { kind: 'set', matches: ['any'], check: longest(200) },
  target: { kind: 'text', operators: ['contains'], check: longest(255) },
  at: { kind: 'time', toward: 'past' },
} as const satisfies Parameters<typeof queryLanguage>[0]

type AuditFields = typeof auditFields
type AuditQuery = Query<AuditFields>

export const auditBar: QueryBar<AuditFields> = {
  fields: auditFields,
  language: queryLanguage(auditFields, 'target'),
  label: 'Filter the audit trail',
  placeholder: 'operation:clients.update actor:console web at:<7d',
  names: { operation: 'Operation', actor: 'By', target: 'To or what', at: 'Time' },
}

/** What the issuer is asked at `now`: relative times become moments here and nowhere else. */
export function toFilter({ operation, actor, target, at }: AuditQuery, now: number): AuditFilter {
  return {
    ...(operation && { operations: [...operation.values] }),
    ...(actor && { actors: [...actor.values] }),
    ...(target && { target: target.value }),
    ...(at && { at: resolveTime(at, 'past', now) }),
  }
}

const asOptions = (values: readonly string[] = []): readonly SetOption[] =>
  values.map((value) => ({ value }))

export function useAuditOptions(): SetOptions<AuditFields> {
  const facets = useOperation('issuer', 'audit.facets', {}).data
  return { operation: asOptions(facets?.operations), actor: asOptions(facets?.actors) }
}

function longest(length: number): (value: string) => string | undefined {
  return (value) =>
    value.length > length ? `At most ${length} characters can be searched for.` : undefined
}
