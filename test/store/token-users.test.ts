import fc from 'fast-check'
import { expect, test } from 'vitest'

import { TokenUsers } from '#store/columns/token-users.ts'

// Who comes before whom, while users come, change their names, go, and are put in order.

const name = fc.constantFrom('a', 'A', 'ab', 'Abc', 'b', 'B!', 'é', 'É', 'Zoe', '😀', 'zz')
const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('put'), id: fc.integer({ min: 1, max: 12 }), name }),
    fc.record({ kind: fc.constant('forget'), id: fc.integer({ min: 1, max: 12 }), name }),
    fc.record({ kind: fc.constant('deleted'), id: fc.constant(0), name }),
    fc.record({ kind: fc.constant('order'), id: fc.constant(0), name }),
  ),
  { maxLength: 40 },
)

/** As SQLite's NOCASE compares. */
function order(a: string, b: string): number {
  const fold = (text: string): Buffer =>
    Buffer.from(text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()))
  return Buffer.compare(fold(a), fold(b))
}

test('ranks, and texts where ranks are equal, give the order of names', () => {
  fc.assert(
    fc.property(steps, name, (all, place) => {
      const users = new TokenUsers()
      const names = new Map<number, string>()
      for (const { kind, id, name: username } of all) {
        if (kind === 'put') {
          names.set(users.put({ id, subject: `s${id}`, username, name: '' }), username)
        } else if (kind === 'deleted') {
          names.set(users.putDeleted(null, username), username)
        } else if (kind === 'forget') {
          users.forget(id)
          if (users.numberOf(id) > 0) names.set(users.numberOf(id), `s${id}`)
        } else users.putInOrder()
      }
      const rankOf = (number: number): number => users.ranks[number] ?? 0
      for (const [a, one] of names) {
        for (const [b, other] of names)
          expect(Math.sign(rankOf(a) - rankOf(b) || users.compare(a, b))).toBe(order(one, other))
        const byPlace = rankOf(a) - users.rankOf(place) || users.compareWith(a, place)
        expect(Math.sign(byPlace)).toBe(order(one, place))
      }
      if (all.at(-1)?.kind === 'order') expect(users.isOrdered).toBe(true)
    }),
  )
})

test('a name is found as LIKE finds it, also after it was changed', () => {
  const users = new TokenUsers()
  const found = (operator: 'is' | 'starts' | 'contains', value: string): number[] => {
    const { found: bits } = users.matchesOf({ operator, value })
    return [1, 2, 3].filter((number) => (((bits[number >>> 5] ?? 0) >>> (number & 31)) & 1) === 1)
  }
  users.put({ id: 7, subject: 's7', username: 'Alice', name: 'Alice A.' })
  users.put({ id: 8, subject: 's8', username: 'Bob', name: '' })
  expect(found('contains', 'LIC')).toEqual([1])
  expect(found('starts', 'alice a')).toEqual([1])
  expect(found('is', 'alice')).toEqual([1])
  expect(found('is', 'alic')).toEqual([])
  // No text goes over into the next one.
  expect(found('contains', 'alicealice')).toEqual([])
  users.put({ id: 8, subject: 's8', username: 'Malice', name: '' })
  expect(found('contains', 'LIC')).toEqual([1, 2])
  expect(found('contains', 'bob')).toEqual([])
  users.forget(7)
  expect(found('contains', 'LIC')).toEqual([2])
  expect(found('is', 'S7')).toEqual([1])
})
