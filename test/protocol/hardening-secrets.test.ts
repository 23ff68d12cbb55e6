import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { recordsOf } from '#test/support/decisions.ts'
import { beginInteraction, sendForm, signIn } from '#test/support/hostile-forms.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import { raw, rawForm } from '#test/support/raw-socket.ts'
import {
  authorizationUrl,
  basic,
  obtainCode,
  post,
  type Form,
} from '#test/support/relying-party.ts'
import { startWorkspace, web } from '#test/support/workspace.ts'

let issuer: TestIssuer
beforeAll(async () => {
  issuer = await startWorkspace()
})
afterAll(async () => {
  expect(issuer.bugs).toEqual([])
  await issuer[Symbol.asyncDispose]()
})

describe('secrets', () => {
  const secret = 'a-secret-that-came-by-the-wrong-way'

  test.each(['client_secret', 'code_verifier', 'refresh_token', 'access_token', 'password'])(
    '%s is refused in a URL and recorded nowhere (row 47)',
    async (name) => {
      for (const path of ['/oauth2/authorize', '/oauth2/logout', '/oauth2/userinfo']) {
        const url = authorizationUrl(issuer, { [name]: secret })
        const answer = await raw(issuer.url, { path: path + url.search })
        expect(answer.status).toBe(400)
        expect(answer.body).toContain(`${name} is not accepted in a URL`)
        expect(answer.text).not.toContain(secret)
      }
      const answer = await rawForm(issuer.url, `/oauth2/token?${name}=${secret}`, 'a=b')
      expect(answer.status).toBe(400)
      const records = await recordsOf(issuer, {}, 500)
      expect(JSON.stringify(records)).not.toContain(secret)
    },
  )

  test('a secret posted by way of the user agent is refused, not kept (row 47)', async () => {
    const form = Object.fromEntries(authorizationUrl(issuer).searchParams)
    const answer = await sendForm(issuer, '/oauth2/authorize', { ...form, client_secret: secret })
    expect(answer.status).toBe(400)
    expect((await sendForm(issuer, '/oauth2/authorize', form)).status).toBe(303)
  })

  test.each(['/oauth2/token', '/oauth2/revoke', '/oauth2/introspect'])(
    'two ways of client authentication at %s are refused (row 48)',
    async (path) => {
      const header = basic(web.client_id, web.client_secret)
      const forms: readonly Form[] = [web, { client_secret: web.client_secret }]
      for (const form of forms)
        expect(
          await post(
            issuer,
            path,
            { grant_type: 'client_credentials', token: 'x', ...form },
            header,
          ),
        ).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
    },
  )

  test('the user is sent on by 303, which leaves the form behind (row 49)', async () => {
    const cookie = await signIn(issuer)
    const interaction = await beginInteraction(issuer, {}, cookie)
    const form = { interaction, decision: 'allow', 'scope:read': 'on' }
    const answer = await sendForm(issuer, '/oauth2/consent', form, { cookie })
    expect(answer.status).toBe(303)
    const again = await sendForm(
      issuer,
      '/oauth2/authorize',
      Object.fromEntries(authorizationUrl(issuer, { prompt: 'none', scope: 'read' }).searchParams),
      { cookie },
    )
    expect(again.status).toBe(303)
  })

  test('a code still works after all of this', async () => {
    expect(await obtainCode(issuer)).toMatch(/^lkc_/)
  })
})
