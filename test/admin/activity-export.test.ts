import { expect, test } from 'vitest'

import { batchOf, decisionWith } from '#test/support/decisions.ts'
import { startWorkspace, web } from '#test/support/workspace.ts'

import { openTestConsole } from './console.ts'

const at = 1_800_000_000

test('an export names nobody, wherever a name or an address stands', async () => {
  const admin = openTestConsole()
  const user = {
    name: 'Alice A',
    email: 'a@example.com',
    emailVerified: true,
    claims: {},
    disabled: false,
  }
  const { subject } = await admin.call('users.create', {
    settings: { ...user, username: 'alice' },
    password: 'correct horse battery',
  })
  const record = {
    at,
    subject,
    session: 'session-of-alice',
    ip: '203.0.113.9',
    reason: `user: expected another, received alice from 203.0.113.9, not 2001:db8::7`,
    request: JSON.stringify({
      method: 'POST',
      path: '/oauth2/sign-in',
      authentication: 'none',
      parameters: [
        { name: 'username', value: 'Alice' },
        { name: 'login_hint', value: 'bob' },
        { name: 'redirect_uri', value: 'http://127.0.0.1:4000/callback?for=a@example.com' },
      ],
    }),
    checks: JSON.stringify([
      { check: 'user', outcome: 'refused', clause: 'x', expected: 'bob', received: subject },
      { check: 'malice', outcome: 'passed', clause: 'x' },
    ]),
  }
  const other = { ...record, subject: null, ip: '203.0.113.10', session: null }
  await admin.store.recordDecisions(batchOf([decisionWith(record), decisionWith(other)], at))
  const { text } = await admin.call('activity.export', { ids: [1, 2, 99] })
  for (const name of [subject, 'session-of-alice', '203.0.113', '2001:db8', 'bob', 'a@example'])
    expect(text).not.toContain(name)
  expect(text).not.toMatch(/\balice\b/i)
  const { records } = JSON.parse(text)
  expect(records).toHaveLength(2)
  expect(records[0]).toMatchObject({
    subject: 'user-1',
    username: 'user-1',
    ip: 'ip-1',
    session: 'session-1',
    reason: 'user: expected another, received user-1 from ip-1, not ip-3',
    request: {
      parameters: [
        { name: 'username', value: 'user-1' },
        { name: 'login_hint', value: 'user-2' },
        { name: 'redirect_uri', value: 'http://127.0.0.1:4000/callback?for=user-3' },
      ],
    },
    checks: [{ expected: 'user-2', received: 'user-1' }, { check: 'malice' }],
  })
  expect(records[1]).toMatchObject({ subject: null, ip: 'ip-2' })
  expect(admin.bugs).toEqual([])
  await admin.close()
})

test('an export says how its clients are set up, and nothing of their secrets', async () => {
  await using issuer = await startWorkspace()
  const form = { grant_type: 'client_credentials', ...web }
  await fetch(`${issuer.url}/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) })
  const first = async () => (await issuer.admin('activity.list', { limit: 1 })).records[0]
  await expect.poll(first).toBeDefined()
  const { text } = await issuer.admin('activity.export', { ids: [(await first())?.id ?? 0] })
  const { clients } = JSON.parse(text)
  expect(clients).toMatchObject([{ clientId: 'web', settings: { flow: 'code' } }])
  expect(text).not.toContain(web.client_secret)
  expect(text).not.toMatch(/digest|"secrets?":/i)
})
