import fc from 'fast-check'
import { expect, test } from 'vitest'

import { limits, refuseUnbounded } from '#electron/bounded-input.ts'

test('109: whatever JSON can say within bounds may pass', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 10 }), (value) => {
      expect(refuseUnbounded(JSON.parse(JSON.stringify(value)))).toBeUndefined()
    }),
  )
})

test('109: nothing that structured clone can carry makes it throw', () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withNullPrototype: true,
    withSparseArray: true,
  })
  fc.assert(
    fc.property(anything, (value) => {
      const refusal = refuseUnbounded(value)
      expect(refusal === undefined || refusal.endsWith('.')).toBe(true)
    }),
    { numRuns: 10_000 },
  )
})

const nested = (depth: number): unknown => {
  let value: unknown = 1
  for (let level = 0; level < depth; level += 1) value = [value]
  return value
}

const circular: unknown[] = []
circular.push(circular)

test.each([
  ['deep', nested(limits.depth), nested(limits.depth + 1)],
  ['long', 'x'.repeat(limits.characters), 'x'.repeat(limits.characters + 1)],
  ['wide', Array(limits.values - 1).fill(0), Array(limits.values).fill(0)],
  ['a cycle', [], circular],
  ['a date', {}, { at: new Date(0) }],
  ['a map', {}, new Map()],
  ['not a number', 1, Number.NaN],
  ['a buffer', [], new Uint8Array(4)],
])('109: %s: the most that may pass, and one more', (_name, allowed, refused) => {
  expect(refuseUnbounded(allowed)).toBeUndefined()
  expect(refuseUnbounded(refused)).toMatch(/^The input .*\.$/)
})

test('keys count as text', () => {
  const key = 'k'.repeat(limits.characters + 1)
  expect(refuseUnbounded({ [key]: 1 })).toBe('The input is too long.')
})
