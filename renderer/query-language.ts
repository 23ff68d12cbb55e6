import { formatTime, parseTime, type TimeCriterion } from './query-language-time.ts'
import {
  indexOfBare,
  isBare,
  type QueryProblem,
  quote,
  splitBare,
  splitWords,
  textOf,
  type Word,
} from './query-language-words.ts'

export type TextOperator = 'is' | 'starts' | 'contains'

/** One criterion that a line may name; `check` says what is wrong with a value, if anything. */
export type QueryField =
  | {
      readonly kind: 'text'
      /** The first one is what a value without a sign means. */
      readonly operators: readonly [TextOperator, ...TextOperator[]]
      readonly check?: (value: string) => string | undefined
    }
  | {
      readonly kind: 'set'
      readonly matches: readonly ('any' | 'all')[]
      readonly check?: (value: string) => string | undefined
    }
  | { readonly kind: 'time'; readonly toward: 'past' | 'future' }
  | {
      readonly kind: 'number'
      /** What a chip says after the field's name; "is 7" unless said. */
      readonly words?: (value: number) => string
    }

export type QueryFields = Readonly<Record<string, QueryField>>

export interface TextCriterion {
  readonly operator: TextOperator
  readonly value: string
}
export interface SetCriterion {
  readonly match: 'any' | 'all'
  readonly values: readonly string[]
}
interface CriterionByKind {
  text: TextCriterion
  set: SetCriterion
  time: TimeCriterion
  number: number
}
export type Criterion = CriterionByKind[keyof CriterionByKind]

/** What a line says: a criterion for each field it names, all of which must hold. */
export type Query<Fields extends QueryFields> = {
  readonly [Key in keyof Fields]?: CriterionByKind[Fields[Key]['kind']]
}

export type ParsedQuery<Fields extends QueryFields> =
  | { readonly ok: true; readonly query: Query<Fields> }
  | { readonly ok: false; readonly problem: QueryProblem }

export interface QueryLanguage<Fields extends QueryFields> {
  parse(line: string): ParsedQuery<Fields>
  /** `parse(format(query))` equals the query; the criteria keep their order. */
  format(query: Query<Fields>): string
}

const operatorSigns: Readonly<Record<TextOperator, string>> = {
  is: '=',
  starts: '^',
  contains: '~',
}

/** A language over a table of fields; words without a key belong to the field `bare`. */
export function queryLanguage<Fields extends QueryFields>(
  fields: Fields,
  bare: keyof Fields & string,
): QueryLanguage<Fields> {
  return {
    parse: (line) => {
      const read = readLine(line, fields, bare)
      // Each criterion was read by the kind of its field, which is what Query<Fields> says.
      return read.ok ? { ok: true, query: read.criteria as Query<Fields> } : read
    },
    format: (query) =>
      Object.entries(query)
        .map(([key, criterion]) => {
          const field = fields[key]
          // Entries of a Query<Fields> are criteria, whatever the key.
          return field ? `${key}:${formatCriterion(field, criterion as Criterion)}` : ''
        })
        .join(' '),
  }
}

type ReadLine =
  | { readonly ok: true; readonly criteria: Readonly<Record<string, Criterion>> }
  | { readonly ok: false; readonly problem: QueryProblem }

function readLine(line: string, fields: QueryFields, bare: string): ReadLine {
  const split = splitWords(line)
  if (!split.ok) return split
  const criteria: Record<string, Criterion> = {}
  const bareWords: Word[] = []
  for (const word of split.words) {
    const colon = indexOfBare(word.letters, ':')
    if (colon < 0) {
      bareWords.push(word)
      continue
    }
    const key = textOf(word.letters.slice(0, colon))
    const criterion = readCriterion(key, word, fields, colon)
    if (typeof criterion === 'string') return refuse(criterion, word)
    if (Object.hasOwn(criteria, key)) return refuse(`${key} is there twice. Keep one.`, word)
    criteria[key] = criterion
  }
  const [first] = bareWords
  if (first) {
    if (Object.hasOwn(criteria, bare)) {
      return refuse(`A word without a key means ${bare}, which is there already.`, first)
    }
    const value = bareWords.map((word) => textOf(word.letters)).join(' ')
    const problem = checkText(fields[bare], value)
    if (problem !== undefined) return refuse(problem, first)
    criteria[bare] = { operator: 'contains', value }
  }
  return { ok: true, criteria }
}

function refuse(message: string, word: Word): ReadLine {
  return { ok: false, problem: { message, at: word.at, length: word.length } }
}

function readCriterion(
  key: string,
  word: Word,
  fields: QueryFields,
  colon: number,
): Criterion | string {
  const field = Object.hasOwn(fields, key) ? fields[key] : undefined
  if (!field) {
    const known = Object.keys(fields).join(', ')
    return `There is no “${key}”. There are: ${known}. Quotes make it plain text.`
  }
  const letters = word.letters.slice(colon + 1)
  if (letters.length === 0) return `${key} needs a value after the colon.`
  if (field.kind === 'text') return readText(field, letters)
  if (field.kind === 'set') return readSet(key, field, letters)
  const text = textOf(letters)
  if (field.kind === 'time') return parseTime(text)
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : `${key} needs a whole number.`
}

function readText(
  field: QueryField & { kind: 'text' },
  letters: Word['letters'],
): TextCriterion | string {
  const signed = field.operators.find((operator) => isBare(letters[0], operatorSigns[operator]))
  const starred = isBare(letters.at(-1), '*') && field.operators.includes('starts')
  const operator = signed ?? (starred ? 'starts' : field.operators[0])
  const value = textOf(letters.slice(signed ? 1 : 0, starred && !signed ? -1 : undefined))
  return checkText(field, value) ?? { operator, value }
}

function checkText(field: QueryField | undefined, value: string): string | undefined {
  if (value === '') return 'A value is missing.'
  return field?.kind === 'text' ? field.check?.(value) : undefined
}

function readSet(
  key: string,
  field: QueryField & { kind: 'set' },
  letters: Word['letters'],
): SetCriterion | string {
  const allowsAll = field.matches.includes('all')
  // A leading + says "all" where there is one value only.
  const leading = allowsAll && isBare(letters[0], '+')
  const all = allowsAll && indexOfBare(letters, '+') >= 0
  if (all && indexOfBare(letters, ',') >= 0)
    return `${key} takes a comma (any) or a plus (all), not both.`
  const values = splitBare(leading ? letters.slice(1) : letters, all ? '+' : ',')
  for (const value of values) {
    if (value === '') return `${key} has an empty value.`
    const problem = field.check?.(value)
    if (problem !== undefined) return problem
  }
  return { match: all ? 'all' : 'any', values: [...new Set(values)] }
}

function formatCriterion(field: QueryField, criterion: Criterion): string {
  if (typeof criterion === 'number') return String(criterion)
  if ('operator' in criterion) {
    const alone = field.kind === 'text' && field.operators.length === 1
    const sign = alone && criterion.operator !== 'contains' ? '' : operatorSigns[criterion.operator]
    return sign + quote(criterion.value)
  }
  if ('match' in criterion) {
    const text = criterion.values.map(quote).join(criterion.match === 'all' ? '+' : ',')
    return criterion.match === 'all' && criterion.values.length === 1 ? `+${text}` : text
  }
  return formatTime(criterion)
}
