import { execFileSync } from 'node:child_process'

import { describe, expect, test } from 'vitest'

import type { DecisionSummary } from '#contract/activity.ts'
import {
  append,
  firstPage,
  heldAtMost,
  newestAtOnce,
  pageSize,
  prepend,
} from '#renderer/features/activity/activity-pages.ts'
import { activityLanguage, toFilter } from '#renderer/features/activity/activity-query.ts'
import { activitySearch } from '#renderer/features/activity/activity-search.ts'
import { toCurl } from '#renderer/features/activity/curl.ts'
import { differenceWords } from '#renderer/features/activity/difference-words.ts'
import { foldRecords, rowsOf } from '#renderer/features/activity/fold.ts'
import { stepRuns, stepWords, worst } from '#renderer/features/activity/steps.ts'

function record(id: number, change: Partial<DecisionSummary> = {}): DecisionSummary {
  return {
    id,
    at: 1000 + id,
    duration: 1,
    endpoint: 'authorize',
    clientId: 'web',
    subject: null,
    username: null,
    grantId: null,
    session: null,
    flow: null,
    trace: null,
    ip: null,
    device: null,
    outcome: 'passed',
    error: null,
    check: null,
    reason: null,
    ...change,
  }
}

const numbers = (first: number, count: number): DecisionSummary[] =>
  Array.from({ length: count }, (_, at) => record(first - at))

describe('the line', () => {
  const line =
    'outcome:refused,failed endpoint:token client:web error:invalid_grant check:redirect_uri ' +
    'user:~ali family:g12 session:s1 flow:f1 trace:t1 ip:10.0. device:curl at:<1h slower:250'

  test('names every criterion, and reads back as it was', () => {
    const parsed = activityLanguage.parse(line)
    if (!parsed.ok) throw new Error(parsed.problem.message)
    expect(activityLanguage.parse(activityLanguage.format(parsed.query))).toEqual(parsed)
    expect(toFilter(parsed.query, 10_000)).toEqual({
      outcomes: ['refused', 'failed'],
      endpoints: ['token'],
      clients: ['web'],
      errors: ['invalid_grant'],
      checks: ['redirect_uri'],
      user: { operator: 'contains', value: 'ali' },
      family: 'g12',
      session: 's1',
      flow: 'f1',
      trace: 't1',
      ip: '10.0.',
      device: 'curl',
      at: { from: 6400 },
      slowerThan: 250,
    })
  })

  test.each([
    ['outcome:lost', 'is no outcome'],
    ['family:12', 'is not a family'],
    ['slower:fast', 'whole number'],
    ['colour:red', 'There is no “colour”'],
  ])('%s is told to be wrong', (line, message) => {
    const parsed = activityLanguage.parse(line)
    expect(parsed.ok ? '' : parsed.problem.message).toContain(message)
  })

  test('links of before there was a line go on to work', () => {
    expect(activitySearch({ outcome: 'refused', client: 'web' })).toEqual({
      q: 'client:web outcome:refused',
    })
    expect(activitySearch({ q: 'user:ali', outcome: 'refused', record: 7 })).toEqual({
      q: 'user:ali',
      record: 7,
    })
  })
})

describe('what is loaded', () => {
  test('takes what is newer on top, once, and remembers what was there before', () => {
    const pages = prepend(firstPage(numbers(10, 3)), numbers(12, 4))
    expect(pages.records.map(({ id }) => id)).toEqual([12, 11, 10, 9, 8])
    expect(pages.seen).toBe(10)
    expect(prepend(pages, numbers(12, 2))).toBe(pages)
  })

  test('starts over where more has come than was given', () => {
    const pages = prepend(firstPage(numbers(10, 3)), numbers(900, newestAtOnce))
    expect(pages.records).toHaveLength(newestAtOnce)
    expect(pages.hasMore).toBe(true)
  })

  test('takes an older page below, unless another came first', () => {
    const pages = firstPage(numbers(1000, pageSize))
    const older = append(pages, 801, numbers(800, 5))
    expect(older.records).toHaveLength(pageSize + 5)
    expect(older.hasMore).toBe(false)
    expect(append(older, 801, numbers(800, 5))).toBe(older)
  })

  test('never holds more than it may', () => {
    const pages = prepend(firstPage(numbers(heldAtMost + 1, heldAtMost)), [
      record(heldAtMost + 2),
      record(heldAtMost + 3),
    ])
    expect(pages.records).toHaveLength(heldAtMost)
    expect(pages.hasMore).toBe(false)
  })
})

describe('a flow', () => {
  const flow = 'f'
  const grantId = 'g1'
  const whole = [
    record(9, { endpoint: 'token', grantId }),
    record(8, { endpoint: 'token', grantId, outcome: 'refused', error: 'invalid_grant' }),
    record(7, { endpoint: 'token', grantId }),
    record(6, { endpoint: 'userinfo', grantId }),
    record(5, { endpoint: 'token', grantId }),
    record(4, { flow, grantId }),
    record(3, { endpoint: 'sign-in', flow }),
    record(2, { endpoint: 'sign-in', flow }),
    record(1, { flow }),
  ]

  test('folds into the line of its newest step, with the others around it', () => {
    const [newest, ...rest] = whole
    const other = record(100, { endpoint: 'discovery' })
    const folds = foldRecords([other, newest ?? other, record(8.5, { flow: 'x' }), ...rest])
    expect(folds.map(({ records }) => records.map(({ id }) => id))).toEqual([
      [100],
      [9, 8, 7, 6, 5, 4, 3, 2, 1],
      [8.5],
    ])
  })

  test('folds where its parts meet at last', () => {
    const folds = foldRecords([
      record(5, { grantId }),
      record(4, { flow }),
      record(3, { grantId }),
      record(2, { flow, grantId }),
      record(1, { flow }),
    ])
    expect(folds.map(({ records }) => records.map(({ id }) => id))).toEqual([[5, 4, 3, 2, 1]])
  })

  test('tells its steps, the redemption of the code from what refreshes', () => {
    expect(stepRuns(stepWords(whole))).toEqual([
      'authorize',
      'sign-in ×2',
      'authorize',
      'token',
      'userinfo',
      'refresh ×3',
    ])
    expect(stepRuns(stepWords(whole.slice(0, 3)))).toEqual(['token ×3'])
  })

  test('is told by its worst step', () => {
    expect(worst(whole)?.id).toBe(8)
  })

  test('keeps its name while steps join, so that it stays open', () => {
    const [early] = foldRecords(whole.slice(-2))
    const [late] = foldRecords(whole)
    expect(late?.id).toBe(early?.id)
  })

  test('opens in the list', () => {
    const [closed, ...none] = rowsOf(whole, true, new Set())
    expect(none).toEqual([])
    expect(closed?.expanded).toBe(false)
    const open = rowsOf(whole, true, new Set([closed?.id ?? '']))
    expect(open.map(({ level }) => level)).toEqual([1, 2, 2, 2, 2, 2, 2, 2, 2, 2])
    expect(open[1]?.word).toBe('refresh')
    expect(rowsOf(whole, false, new Set())).toHaveLength(9)
  })

  test('folds 100,000 records into lines that each stand for some of them', () => {
    const many = Array.from({ length: 100_000 }, (_, at) =>
      record(100_000 - at, {
        flow: `f${at % 9000}`,
        grantId: at % 2 === 0 ? `g${at % 9000}` : null,
      }),
    )
    const rows = rowsOf(many, true, new Set())
    expect(rows).toHaveLength(9000)
    expect(rows.reduce((sum, { records }) => sum + records.length, 0)).toBe(100_000)
  })
})

describe('a difference in words', () => {
  const same = { text: 'http://localhost', differs: false }
  test.each([
    ['Received has an extra: /', [same, { text: '/', differs: true }], [same]],
    ['Received lacks: /', [same], [same, { text: '/', differs: true }]],
    [
      'Received has 80 where 3000 is expected.',
      [same, { text: '80', differs: true }],
      [same, { text: '3000', differs: true }],
    ],
    ['Received has an extra: a space', [same, { text: ' ', differs: true }], [same]],
    ['Both are the same.', [same], [same]],
  ])('%s', (words, received, expected) => {
    expect(differenceWords(received, expected)).toBe(words)
  })
})

describe('a cURL command', () => {
  const nasty = `it's $HOME "and" \`more\` \\ & ; *`
  const parameters = [
    { name: 'grant_type', value: 'refresh_token' },
    { name: 'refresh_token', value: '$REFRESH_TOKEN' },
    { name: 'scope', value: '$HOME' },
    { name: 'state', value: nasty },
  ]
  const request = {
    method: 'POST',
    path: '/oauth2/token',
    authentication: 'basic',
    parameters,
  } as const

  /** What a shell makes of it: the arguments that curl would get. */
  function argumentsOf(command: string): string[] {
    const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${command}\n`
    const env = { HOME: '/home/x', CLIENT_SECRET: 'the secret', REFRESH_TOKEN: 'the token' }
    return execFileSync('/bin/sh', ['-c', script], { env, encoding: 'utf8' })
      .split('\0')
      .slice(0, -1)
  }

  test('gives curl what was sent; the shell fills in secrets and nothing else', () => {
    const command = toCurl('http://localhost:4600', request, 'web')
    expect(argumentsOf(command)).toEqual([
      'http://localhost:4600/oauth2/token',
      '--user',
      'web:the secret',
      '--data-urlencode',
      'grant_type=refresh_token',
      '--data-urlencode',
      'refresh_token=the token',
      '--data-urlencode',
      'scope=$HOME',
      '--data-urlencode',
      `state=${nasty}`,
    ])
  })

  test('asks with the method of the request', () => {
    const get = { ...request, method: 'GET', authentication: 'none' } as const
    expect(argumentsOf(toCurl('http://localhost:4600', get, null)).slice(0, 2)).toEqual([
      '--get',
      'http://localhost:4600/oauth2/token',
    ])
    const bearer = { ...request, authentication: 'bearer' } as const
    expect(toCurl('http://localhost:4600', bearer, null)).toContain('Bearer $ACCESS_TOKEN')
  })
})
