import { expect, test } from 'vitest'

import { settle } from '#test/support/decisions.ts'
import { authorizationUrl, post } from '#test/support/relying-party.ts'
import { machine, startWorkspace } from '#test/support/workspace.ts'

test('recording stops and begins at once, and the audit says who did it', async () => {
  await using issuer = await startWorkspace()
  const ask = () => post(issuer, '/oauth2/token', { grant_type: 'client_credentials', ...machine })
  const count = async () => {
    await settle(issuer)
    return (await issuer.admin('activity.count', { filter: { endpoints: ['token'] } })).count
  }
  await ask()
  expect(await count()).toBe(1)
  const settings = await issuer.admin('activity.settings', {})
  await issuer.admin('activity.configure', { ...settings, recording: false })
  await ask()
  const page = await fetch(authorizationUrl(issuer, { client_id: 'nobody' }))
  // Nothing is kept that it could be found by.
  expect(await page.text()).not.toContain('Trace')
  await issuer.admin('activity.configure', settings)
  await ask()
  expect(await count()).toBe(2)
  const { entries } = await issuer.admin('audit.list', { limit: 2 })
  expect(entries.map(({ summary }) => summary)).toEqual([
    'Turned recording on.',
    'Turned recording off.',
  ])
})
