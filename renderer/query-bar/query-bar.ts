import type { Criterion, Query, QueryFields, QueryLanguage } from '#renderer/query-language.ts'

/** What a filter bar is about: the language of its line, and what its fields are called. */
export interface QueryBar<Fields extends QueryFields> {
  readonly fields: Fields
  readonly language: QueryLanguage<Fields>
  readonly names: Readonly<Record<keyof Fields & string, string>>
  /** Of the line, for screen readers: "Filter refresh tokens". */
  readonly label: string
  readonly placeholder: string
}

export type FieldName<Fields extends QueryFields> = keyof Fields & string

export interface SetOption {
  readonly value: string
  /** A name beside the value. */
  readonly note?: string
}

/** What there is to choose from, for the fields that are sets. */
export type SetOptions<Fields extends QueryFields> = {
  readonly [Key in FieldName<Fields>]?: readonly SetOption[]
}

/** The fields that a query names, in its order. */
export function givenFields<Fields extends QueryFields>(
  bar: QueryBar<Fields>,
  query: Query<Fields>,
): FieldName<Fields>[] {
  return Object.keys(query).filter((key) => isField(bar, key))
}

export function allFields<Fields extends QueryFields>(bar: QueryBar<Fields>): FieldName<Fields>[] {
  return Object.keys(bar.fields).filter((key) => isField(bar, key))
}

function isField<Fields extends QueryFields>(
  bar: QueryBar<Fields>,
  key: string,
): key is FieldName<Fields> {
  return Object.hasOwn(bar.fields, key)
}

export function criterionOf<Fields extends QueryFields>(
  query: Query<Fields>,
  field: FieldName<Fields>,
): Criterion | undefined {
  // Whatever the fields are, what a query holds for one of them is a criterion.
  return (query as Readonly<Record<string, Criterion | undefined>>)[field]
}

/** The query with another criterion for `field`, or with none. */
export function withCriterion<Fields extends QueryFields>(
  query: Query<Fields>,
  field: FieldName<Fields>,
  criterion: Criterion | undefined,
): Query<Fields> {
  const { [field]: _, ...rest } = query
  // The editor of the field's own kind has made the criterion, which is what Query<Fields> says.
  return (criterion === undefined ? rest : { ...query, [field]: criterion }) as Query<Fields>
}
