import { afterAll, beforeAll, expect, test } from 'vitest'

import { openReadable } from '#store/database.ts'
import { dataFolder } from '#store/files/data-folder.ts'
import { recordsOf, settle } from '#test/support/decisions.ts'
import { startIssuer, type TestIssuer } from '#test/support/issuer.ts'
import { authorizationUrl, post } from '#test/support/relying-party.ts'
import { workspace } from '#test/support/workspace.ts'

let issuer: TestIssuer
beforeAll(async () => void (issuer = await startIssuer(workspace(), { onDisk: true })))
afterAll(() => issuer[Symbol.asyncDispose]())

/** How the newest records hold what was asked, oldest first: written out or by an id. */
async function kept(endpoint: string, count: number): Promise<unknown[]> {
  await settle(issuer)
  const db = openReadable(dataFolder(issuer.data).store, 'by key')
  try {
    return db
      .prepare(
        /* sql */ `SELECT json_type(body, '$[15]') FROM decision_log WHERE body ->> 2 = ? ORDER BY id LIMIT ?`,
      )
      .pluck()
      .all(endpoint, count)
  } finally {
    db.close()
  }
}

test('what is asked again in the same words is stored once, and shown each time', async () => {
  const form = { grant_type: 'client_credentials', client_id: 'nobody', scope: 'said-again' }
  for (const client_secret of ['one', 'two', 'three'])
    await post(issuer, '/oauth2/token', { ...form, client_secret })
  expect(await kept('token', 3)).toEqual(['object', 'integer', 'integer'])
  const records = await recordsOf(issuer, { endpoints: ['token'] })
  const asked = [...Object.entries(form), ['client_secret', '$CLIENT_SECRET']]
  expect(records.map(({ request }) => request?.parameters)).toEqual(
    Array(3).fill(asked.map(([name, value]) => ({ name, value }))),
  )
})

test('what names a user goes with its record', async () => {
  for (const prompt of ['none', 'none', 'none'])
    await fetch(authorizationUrl(issuer, { prompt, login_hint: 'alice' }), { redirect: 'manual' })
  expect(await kept('authorize', 3)).toEqual(['object', 'object', 'object'])
})
