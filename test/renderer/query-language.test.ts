import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { formatTime, parseTime, resolveTime } from '#renderer/query-language-time.ts'
import { type QueryFields, queryLanguage } from '#renderer/query-language.ts'

const fields = {
  subject: { kind: 'text', operators: ['contains', 'is', 'starts'] },
  device: { kind: 'text', operators: ['contains'] },
  session: { kind: 'text', operators: ['is'] },
  client: { kind: 'set', matches: ['any'] },
  scope: { kind: 'set', matches: ['any', 'all'] },
  status: {
    kind: 'set',
    matches: ['any'],
    check: (value) => (value === 'active' ? undefined : `“${value}” is no status.`),
  },
  issued: { kind: 'time', toward: 'past' },
  revocation: { kind: 'number' },
} as const satisfies QueryFields
const language = queryLanguage(fields, 'subject')

const parsed = (line: string): unknown => {
  const result = language.parse(line)
  return result.ok ? result.query : result.problem
}

describe('a line of text becomes a filter', () => {
  test.each([
    ['subject:=ali', { subject: { operator: 'is', value: 'ali' } }],
    ['subject:ali*', { subject: { operator: 'starts', value: 'ali' } }],
    ['subject:^ali', { subject: { operator: 'starts', value: 'ali' } }],
    ['subject:~ali', { subject: { operator: 'contains', value: 'ali' } }],
    ['subject:ali', { subject: { operator: 'contains', value: 'ali' } }],
    ['ali', { subject: { operator: 'contains', value: 'ali' } }],
    ['Alice Doe', { subject: { operator: 'contains', value: 'Alice Doe' } }],
    ['subject:="Alice Doe"', { subject: { operator: 'is', value: 'Alice Doe' } }],
    [String.raw`"a \"b\" c:d"`, { subject: { operator: 'contains', value: 'a "b" c:d' } }],
    ['subject:"=x*"', { subject: { operator: 'contains', value: '=x*' } }],
    ['client:web,mobile', { client: { match: 'any', values: ['web', 'mobile'] } }],
    ['scope:a+b', { scope: { match: 'all', values: ['a', 'b'] } }],
    ['scope:+a', { scope: { match: 'all', values: ['a'] } }],
    ['scope:a,b', { scope: { match: 'any', values: ['a', 'b'] } }],
    ['scope:"a+b"', { scope: { match: 'any', values: ['a+b'] } }],
    ['device:~firefox', { device: { operator: 'contains', value: 'firefox' } }],
    ['session:x', { session: { operator: 'is', value: 'x' } }],
    ['issued:<7d', { issued: { kind: 'within', span: { amount: 7, unit: 'd' } } }],
    ['issued:>2h', { issued: { kind: 'beyond', span: { amount: 2, unit: 'h' } } }],
    ['issued:2026-01-01', { issued: { kind: 'between', from: '2026-01-01', to: '2026-01-01' } }],
    ['issued:2026-01-01..', { issued: { kind: 'between', from: '2026-01-01' } }],
    ['issued:..2026-02-01', { issued: { kind: 'between', to: '2026-02-01' } }],
    [
      'issued:2026-01-01T10:30Z..2026-02-01',
      { issued: { kind: 'between', from: '2026-01-01T10:30Z', to: '2026-02-01' } },
    ],
    ['revocation:12', { revocation: 12 }],
    ['', {}],
    ['   ', {}],
  ])('%s', (line, query) => {
    expect(parsed(line)).toEqual(query)
  })

  test('criteria are combined', () => {
    expect(parsed('client:web ali  status:active issued:<1h')).toEqual({
      client: { match: 'any', values: ['web'] },
      subject: { operator: 'contains', value: 'ali' },
      status: { match: 'any', values: ['active'] },
      issued: { kind: 'within', span: { amount: 1, unit: 'h' } },
    })
  })
})

describe('a mistake is told with its place', () => {
  test.each([
    ['client:web colour:red', 'colour', 11, 10],
    ['status:active,gone', 'gone', 0, 18],
    ['ali issued:<7x', '<7d', 4, 10],
    ['issued:2026-02-30', '2026-02-30', 0, 17],
    ['issued:2026-02-02..2026-02-01', 'ends before', 0, 29],
    ['issued:..', '<7d', 0, 9],
    ['revocation:0', 'whole number', 0, 12],
    ['client:a client:b', 'twice', 9, 8],
    ['subject:=a b', 'there already', 11, 1],
    ['client:', 'needs a value', 0, 7],
    ['client:a,,b', 'empty value', 0, 11],
    ['scope:a+b,c', 'not both', 0, 11],
    ['ali "open', 'no end', 4, 5],
    ['constructor:x', 'constructor', 0, 13],
  ])('%s', (line, words, at, length) => {
    const problem = parsed(line)
    expect(problem).toMatchObject({ at, length })
    expect(problem).toHaveProperty('message', expect.stringContaining(words))
  })
})

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
const values = fc.uniqueArray(text, { minLength: 1, maxLength: 4 })
const date = fc
  .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10))
const span = fc.record({
  amount: fc.integer({ min: 0, max: 999_999 }),
  unit: fc.constantFrom('s', 'm', 'h', 'd', 'w'),
})
const time = fc.oneof(
  fc.record({ kind: fc.constantFrom('within', 'beyond'), span }),
  fc.tuple(date, date).map(([a, b]) => ({
    kind: 'between' as const,
    from: a < b ? a : b,
    to: a < b ? b : a,
  })),
  date.map((from) => ({ kind: 'between' as const, from })),
  date.map((to) => ({ kind: 'between' as const, to })),
)
const query = fc.record(
  {
    subject: fc.record({ operator: fc.constantFrom('is', 'starts', 'contains'), value: text }),
    device: fc.record({ operator: fc.constant('contains'), value: text }),
    session: fc.record({ operator: fc.constant('is'), value: text }),
    client: fc.record({ match: fc.constant('any'), values }),
    scope: fc.record({ match: fc.constantFrom('any', 'all'), values }),
    issued: time,
    revocation: fc.integer({ min: 1, max: 999_999_999 }),
  },
  { requiredKeys: [] },
)

test('every filter survives being written and read again', () => {
  fc.assert(
    fc.property(query, (filter) => {
      const line = language.format(filter)
      expect(language.parse(line)).toEqual({ ok: true, query: filter })
    }),
    { numRuns: 2000 },
  )
})

test('any text at all is either read or refused at a place inside it', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (line) => {
      const result = language.parse(line)
      if (result.ok) return
      expect(result.problem.at).toBeLessThan(line.length)
      expect(result.problem.at + result.problem.length).toBeLessThanOrEqual(line.length)
    }),
    { numRuns: 2000 },
  )
})

describe('relative times are resolved when they are asked about', () => {
  const resolved = (line: string, toward: 'past' | 'future', now: number): unknown => {
    const parsedTime = parseTime(line)
    if (typeof parsedTime === 'string') throw new Error(parsedTime)
    expect(formatTime(parsedTime)).toBe(line)
    return resolveTime(parsedTime, toward, now)
  }

  test.each([
    ['<1h', 'past', { from: 6400 }],
    ['>1h', 'past', { to: 6400 }],
    ['<1h', 'future', { from: 10_000, to: 13_600 }],
    ['>1h', 'future', { from: 13_600 }],
    ['<9w', 'past', { from: 0 }],
    ['1970-01-02T00:00Z', 'past', { from: 86_400, to: 86_459 }],
  ] as const)('%s in the %s', (line, toward, period) => {
    expect(resolved(line, toward, 10_000)).toEqual(period)
  })

  test('a day lasts until its last second', () => {
    const day = resolved('2026-01-15', 'past', 0)
    expect(day).toEqual({ from: expect.any(Number), to: expect.any(Number) })
    const { from, to } = day as { from: number; to: number }
    expect(to - from).toBe(86_399)
  })
})
