import { afterEach, beforeEach, expect, test } from 'vitest'

import type { ActivityFilter } from '#contract/activity.ts'
import { batchOf, decisionWith } from '#test/support/decisions.ts'

import { openTestConsole, type TestConsole } from './console.ts'

let admin: TestConsole
beforeEach(() => void (admin = openTestConsole()))
afterEach(async () => {
  expect(admin.bugs).toEqual([])
  await admin.close()
})

const check = {
  check: 'client',
  outcome: 'refused',
  clause: 'RFC 6749 §5.2',
  expected: 'a',
} as const
const decision = {
  duration: 1500,
  endpoint: 'token',
  clientId: 'web',
  subject: null,
  grantId: 36,
  ip: '127.0.0.1',
  userAgent: 'curl/8.9',
  outcome: 'passed',
  error: null,
  reason: null,
  checks: JSON.stringify([check]),
} as const

function record(...decisions: { at: number; outcome?: 'refused'; endpoint?: string }[]) {
  const whole = decisions.map((changes) => decisionWith({ ...decision, ...changes }))
  return admin.store.recordDecisions(batchOf(whole, admin.now))
}

test('a record comes back with its checks, its family and its device', async () => {
  await record({ at: admin.now })
  const { records } = await admin.call('activity.list', { limit: 10 })
  expect(records).toEqual([
    {
      id: 1,
      at: admin.now,
      duration: 1.5,
      endpoint: 'token',
      clientId: 'web',
      subject: null,
      username: null,
      grantId: 'g10',
      session: null,
      flow: null,
      trace: null,
      ip: '127.0.0.1',
      device: 'curl 8.9',
      outcome: 'passed',
      error: null,
      check: null,
      reason: null,
    },
  ])
  const { record: whole } = await admin.call('activity.get', { id: 1 })
  expect(whole).toEqual({ ...records[0], userAgent: 'curl/8.9', request: null, checks: [check] })
  expect(await admin.refusal('activity.get', { id: 2 })).toMatchObject({ code: 'not_found' })
})

test('newest first, by pages, by outcome and by client', async () => {
  const { now } = admin
  await record({ at: now }, { at: now, outcome: 'refused' }, { at: now })
  const ids = async (input: { before?: number; after?: number; filter?: ActivityFilter }) =>
    (await admin.call('activity.list', { limit: 2, ...input })).records.map(({ id }) => id)
  expect(await ids({})).toEqual([3, 2])
  expect(await ids({ before: 2 })).toEqual([1])
  expect(await ids({ after: 1 })).toEqual([3, 2])
  expect(await ids({ filter: { outcomes: ['refused'] } })).toEqual([2])
  expect(await ids({ filter: { clients: ['other'] } })).toEqual([])
})

test('clearing takes all records and leaves its own entry in the audit', async () => {
  await record(...Array.from({ length: 2500 }, () => ({ at: admin.now })))
  await admin.call('activity.clear', {})
  expect((await admin.call('activity.list', { limit: 10 })).records).toEqual([])
  const { entries } = await admin.call('audit.list', { limit: 10 })
  expect(entries.map(({ operation }) => operation)).toEqual(['activity.clear'])
})

test('tokens are counted by the minute over the last hour', async () => {
  const minute = Math.floor(admin.now / 60) * 60
  await record(
    { at: admin.now },
    { at: admin.now },
    { at: minute - 1 },
    { at: minute - 60 * 60 - 1 },
    { at: admin.now, outcome: 'refused' },
    { at: admin.now, endpoint: 'authorize' },
  )
  const { startsAt, counts } = await admin.call('issuer.tokensPerMinute', {})
  expect(startsAt).toBe(minute - 59 * 60)
  expect(counts).toHaveLength(60)
  expect(counts.slice(-2)).toEqual([1, 2])
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3)
})

test('the status counts refusals of the last hour', async () => {
  await record({ at: admin.now, outcome: 'refused' }, { at: admin.now - 3600, outcome: 'refused' })
  const status = await admin.call('issuer.status', {})
  expect(status.counts.refusalsLastHour).toBe(1)
  expect(status).toMatchObject({ issuer: 'http://localhost:4600', now: admin.now })
})
