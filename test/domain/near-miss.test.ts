import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { nameDifference, nearest, similar } from '#domain/near-miss.ts'
import { redirectUriDifferences } from '#domain/redirect-uri-difference.ts'
import { editDistance, textDifference, type Segment } from '#domain/text-difference.ts'

const joined = (segments: readonly Segment[]): string => segments.map(({ text }) => text).join('')
const equalText = (segments: readonly Segment[]): string =>
  joined(segments.filter(({ differs }) => !differs))
const marked = (segments: readonly Segment[]): string =>
  segments.map(({ text, differs }) => (differs ? `[${text}]` : text)).join('')

/** Texts that share much, as near misses do. */
const pairs = fc.oneof(
  fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })),
  fc
    .tuple(fc.string(), fc.string(), fc.string(), fc.string())
    .map(([a, b, c, d]) => [`${a}${b}${c}`, `${a}${d}${c}`] as [string, string]),
)

describe('the segments of two texts', () => {
  test('are the texts again when joined, and what is equal is equal in both', () => {
    fc.assert(
      fc.property(pairs, ([received, expected]) => {
        const difference = textDifference(received, expected)
        expect(joined(difference.received)).toBe(received)
        expect(joined(difference.expected)).toBe(expected)
        expect(equalText(difference.received)).toBe(equalText(difference.expected))
      }),
    )
  })

  test('say that something differs exactly when something does, and alternate', () => {
    fc.assert(
      fc.property(pairs, ([received, expected]) => {
        const { received: left, expected: right } = textDifference(received, expected)
        const differs = [...left, ...right].some((segment) => segment.differs)
        expect(differs).toBe(received !== expected)
        for (const side of [left, right])
          for (const [index, segment] of side.entries()) {
            expect(segment.text).not.toBe('')
            expect(segment.differs).not.toBe(side[index + 1]?.differs)
          }
      }),
    )
  })

  test('mark a slash, a port and a letter, and nothing else', () => {
    const one = 'http://127.0.0.1:3000/callback'
    expect(marked(textDifference(`${one}/`, one).received)).toBe(`${one}[/]`)
    const port = textDifference('https://a.example:81/cb', 'https://a.example:82/cb')
    expect(marked(port.expected)).toBe('https://a.example:8[2]/cb')
    const letter = textDifference('/Callback', '/callback')
    expect(marked(letter.received)).toBe('/[C]allback')
  })

  test('of two long texts are found without the work of their product', () => {
    const long = textDifference('a'.repeat(60_000), 'b'.repeat(60_000))
    expect(long.received).toEqual([{ text: 'a'.repeat(60_000), differs: true }])
  })
})

describe('the edit distance', () => {
  test('is a metric', () => {
    const word = fc.string({ maxLength: 12 })
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a))
        expect(editDistance(a, b) === 0).toBe(a === b)
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c))
      }),
    )
  })

  test.each([
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
    ['web', 'wbe', 2],
    ['abc', 'abc', 0],
  ])('%s → %s: %d', (one, other, distance) => expect(editDistance(one, other)).toBe(distance))
})

test.each([
  ['http://localhost:3000/cb/', 'http://localhost:3000/cb', ['a trailing slash']],
  ['http://localhost:3000/cb', 'http://localhost:3000/cb/', ['no trailing slash']],
  ['http://localhost:3000/Cb', 'http://localhost:3000/cb', ['letter case of the path']],
  ['http://127.0.0.1/cb', 'http://localhost/cb', ['127.0.0.1 instead of localhost']],
  ['http://[::1]:80/cb', 'http://127.0.0.1:80/cb', ['[::1] instead of 127.0.0.1']],
  ['https://A.example/cb', 'https://a.example/cb', ['letter case of the host']],
  ['https://a.example:444/cb', 'https://a.example:443/cb', ['the port (444 instead of 443)']],
  ['https://a.example:444/cb', 'https://a.example/cb', ['a port (444) where none is registered']],
  ['https://a.example/cb', 'https://a.example:443/cb', ['no port instead of 443']],
  ['http://a.example/cb', 'https://a.example/cb', ['the scheme (http instead of https)']],
  ['https://a.example/cb?x=1', 'https://a.example/cb', ['a query where none is registered']],
  ['https://a.example/cb', 'https://a.example/cb?x=1', ['no query']],
  ['https://a.example/?a=1&b=2', 'https://a.example/?b=2&a=1', ['the order of the query']],
  ['https://a.example/c%62', 'https://a.example/cb', ['percent-encoding of the path']],
  ['https://a.example/#x', 'https://a.example/', ['a fragment (#…)']],
  [' https://a.example/', 'https://a.example/', ['white space at an end']],
  ['/callback', 'https://a.example/callback', ['not an absolute URI']],
  [
    'https://b.example/x',
    'https://a.example/',
    ['the host (b.example instead of a.example)', 'the path'],
  ],
  ['com.example.app:/cb', 'com.example.app:/cb', []],
])('%s is not %s: %j', (received, registered, words) => {
  expect(redirectUriDifferences(received, registered)).toEqual(words)
})

test('a difference in words is there for any two URIs that are not equal', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true }), fc.webUrl(), (one, other) => {
      expect(redirectUriDifferences(one, other).length > 0).toBe(one !== other)
      expect(redirectUriDifferences(`${one}/`, one)).not.toEqual([])
    }),
  )
})

test('similar names are a few letters or another case away, nearest first', () => {
  expect(similar('Web', ['weather', 'wob', 'web'], 3)).toEqual(['web', 'wob'])
  expect(similar('api:wirte', ['api:read', 'api:write', 'openid'], 3)).toEqual(['api:write'])
  expect(similar('x', ['machine'], 3)).toEqual([])
  expect(nearest('abc', ['xyz', 'abd'], 1)).toEqual(['abd'])
  expect(nameDifference('Web', 'web')).toBe('letter case')
  expect(nameDifference('web ', 'web')).toBe('white space at an end')
  expect(nameDifference('wob', 'web')).toBe('one character')
  expect(nameDifference('wbe', 'web')).toBe('two characters swapped')
  expect(similar('raed', ['send', 'read'], 3)).toEqual(['read'])
})
