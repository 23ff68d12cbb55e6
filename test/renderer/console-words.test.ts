import { expect, test } from 'vitest'

import { suggestClientId } from '#renderer/features/clients/client-form.ts'
import { redirectUriHint } from '#renderer/features/clients/fields/redirect-uri-hint.ts'
import { durationInWords, relativeTime } from '#renderer/format.ts'
import { sortRows } from '#renderer/ui/list-sort.ts'

test.each([
  [0, '0 seconds'],
  [1, '1 second'],
  [90, '1 minute 30 seconds'],
  [5400, '1 hour 30 minutes'],
  [2_592_000, '30 days'],
  [31_536_000, '365 days'],
])('%i seconds are said as "%s"', (seconds, words) => {
  expect(durationInWords(seconds)).toBe(words)
})

test.each([
  [-3, 'just now'],
  [-59, '59 seconds ago'],
  [-7199, '1 hour ago'],
  [604_790, 'in 7 days'],
  [60, 'in 1 minute'],
  [1800, 'in 30 minutes'],
  [3599, 'in 1 hour'],
  [2_591_999, 'in 30 days'],
  [-5_184_000, '2 months ago'],
])('a time %i seconds from now is "%s"', (distance, words) => {
  expect(relativeTime(1_000_000 + distance, 1_000_000)).toBe(words)
})

test('rows are sorted by size or alphabet, what is absent last both ways', () => {
  const rows = [{ used: 5 }, { used: null }, { used: 11 }]
  const columns = [{ id: 'used', sortBy: (row: { used: number | null }) => row.used }]
  const order = (direction: 'ascending' | 'descending') =>
    sortRows(rows, columns, { by: 'used', direction }).map((row) => row.used)
  expect(order('ascending')).toEqual([5, 11, null])
  expect(order('descending')).toEqual([11, 5, null])
})

test('numbers inside names are sorted as numbers', () => {
  const rows = [{ name: 'service 10' }, { name: 'Service 9' }]
  const columns = [{ id: 'name', sortBy: (row: { name: string }) => row.name }]
  const sorted = sortRows(rows, columns, { by: 'name', direction: 'ascending' })
  expect(sorted.map(({ name }) => name)).toEqual(['Service 9', 'service 10'])
})

test.each([
  ['https://app.example/cb', undefined],
  ['http://localhost:3000/cb', undefined],
  ['http://127.0.0.1/cb', /any port/],
  ['http://app.example/cb', /loopback only/],
  ['https://app.example/cb#x', /fragment/],
  ['https://*.example/cb', /wildcards/],
  ['app.example', /absolute/],
])('the hint on %s', (uri, hint) => {
  if (hint === undefined) expect(redirectUriHint(uri)).toBeUndefined()
  else expect(redirectUriHint(uri)).toMatch(hint)
})

test('a client id is made from the name, or at random where the name gives none', () => {
  expect(suggestClientId('  Über Photo-Printer! ')).toBe('uber-photo-printer')
  expect(suggestClientId('写真')).toMatch(/^client-[0-9a-f]{8}$/)
})
