import { expect, test } from 'vitest'

import { recordsOf } from '#test/support/decisions.ts'
import {
  authorizationUrl,
  basic,
  introspect,
  obtainCode,
  obtainTokens,
  pageOf,
  post,
  redeemCode,
  refresh,
  tokensOf,
} from '#test/support/relying-party.ts'
import { openUserAgent, signInAndAllow } from '#test/support/user-agent.ts'
import {
  alice,
  changeClient,
  disableUser,
  machine,
  other,
  redirectUri,
  startWorkspace,
  statusOfOnlyToken,
  web,
} from '#test/support/workspace.ts'

// Each defect that Thinktecture IdentityServer v2 had, and that must not come back.

const invalidGrant = { status: 400, body: { error: 'invalid_grant' } }

test('DX-01: a code is refused after 60 seconds, a refresh token after its lifetime', async () => {
  await using issuer = await startWorkspace({
    refreshTokens: { enabled: true, idleLifetime: 100, absoluteLifetime: 1000 },
  })
  const late = await obtainCode(issuer)
  issuer.clock.advance(60)
  expect(await redeemCode(issuer, late)).toMatchObject(invalidGrant)

  const inTime = await obtainCode(issuer)
  issuer.clock.advance(59)
  const tokens = tokensOf(await redeemCode(issuer, inTime))
  issuer.clock.advance(100)
  expect(await refresh(issuer, tokens.refresh_token)).toMatchObject(invalidGrant)
})

test('DX-02: a code is no refresh token and a refresh token is no code', async () => {
  await using issuer = await startWorkspace()
  const { refresh_token: refreshToken = '' } = await obtainTokens(issuer)
  const code = await obtainCode(issuer)
  expect(await refresh(issuer, code)).toMatchObject(invalidGrant)
  expect(await redeemCode(issuer, refreshToken)).toMatchObject(invalidGrant)
  expect((await redeemCode(issuer, code)).status).toBe(200)
  expect((await refresh(issuer, refreshToken)).status).toBe(200)
})

test('DX-03: the code is bound to its redirect URI, which has to be sent again', async () => {
  await using issuer = await startWorkspace({
    redirectUris: [redirectUri, 'https://web.example/other'],
  })
  const code = await obtainCode(issuer)
  for (const wrong of [undefined, 'https://web.example/other', `${redirectUri}/`])
    expect(await redeemCode(issuer, code, { redirect_uri: wrong })).toMatchObject(invalidGrant)
  expect((await redeemCode(issuer, code)).status).toBe(200)
})

test('DX-04: a client that tries the code or token of another one destroys nothing', async () => {
  await using issuer = await startWorkspace()
  const code = await obtainCode(issuer)
  expect(await redeemCode(issuer, code, other)).toMatchObject(invalidGrant)
  const tokens = tokensOf(await redeemCode(issuer, code))
  expect(await refresh(issuer, tokens.refresh_token, other)).toMatchObject(invalidGrant)
  const foreign = await post(issuer, '/oauth2/revoke', { token: tokens.refresh_token, ...other })
  expect(foreign).toMatchObject(invalidGrant)
  expect((await refresh(issuer, tokens.refresh_token)).status).toBe(200)
})

test('DX-05: where issuing fails, the grant stays usable', async () => {
  await using issuer = await startWorkspace()
  const tokens = await obtainTokens(issuer)
  await disableUser(issuer, alice.subject)
  expect(await refresh(issuer, tokens.refresh_token)).toMatchObject(invalidGrant)
  await disableUser(issuer, alice.subject, false)

  await issuer.admin('clients.setEnabled', { clientId: 'web', enabled: false })
  expect(await refresh(issuer, tokens.refresh_token)).toMatchObject({
    status: 401,
    body: { error: 'invalid_client' },
  })
  await issuer.admin('clients.setEnabled', { clientId: 'web', enabled: true })
  expect((await refresh(issuer, tokens.refresh_token)).status).toBe(200)
})

test('DX-06: of parallel redemptions one succeeds', async () => {
  await using issuer = await startWorkspace()
  const code = await obtainCode(issuer)
  const answers = await Promise.all(Array.from({ length: 20 }, () => redeemCode(issuer, code)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
})

test('DX-07: replaying a rotated token after grace revokes its family', async () => {
  await using issuer = await startWorkspace()
  const tokens = await obtainTokens(issuer)
  const successor = tokensOf(await refresh(issuer, tokens.refresh_token))
  issuer.clock.advance(11)
  expect(await refresh(issuer, tokens.refresh_token)).toMatchObject(invalidGrant)
  expect(await refresh(issuer, successor.refresh_token)).toMatchObject(invalidGrant)
  expect(await statusOfOnlyToken(issuer)).toBe('replayed')
})

test('DX-08: no operation of the console gives a token value away', async () => {
  await using issuer = await startWorkspace()
  const code = await obtainCode(issuer)
  const tokens = tokensOf(await redeemCode(issuer, code))
  await refresh(issuer, tokens.refresh_token, { client_secret: 'a-wrong-secret-for-the-record' })
  await issuer.admin('issuer.status', {})
  const search = { filter: {}, sort: { by: 'issued', direction: 'ascending' }, limit: 10 } as const
  const { rows } = await issuer.admin('refreshTokens.search', search)
  const shown = JSON.stringify([
    rows,
    await issuer.admin('refreshTokens.get', { id: rows[0]?.id ?? '' }),
    await issuer.admin('refreshTokens.export', { filter: {}, sort: search.sort, format: 'csv' }),
    await recordsOf(issuer, {}, 500),
    await issuer.admin('audit.list', { limit: 500 }),
    await issuer.admin('clients.get', { clientId: 'web' }),
  ])
  const values = [code, tokens.refresh_token ?? '', tokens.access_token, web.client_secret]
  for (const value of [...values, 'a-wrong-secret-for-the-record', alice.password])
    expect(shown).not.toContain(value)
})

test('DX-09: no operation answers a caller that is no administrator', async () => {
  await using issuer = await startWorkspace()
  const anonymous = { actor: 'nobody', role: 'none' }
  // A role that does not exist, which the types rule out.
  const caller = anonymous as unknown as Parameters<typeof issuer.issuer.dispatch>[2]
  const answer = await issuer.issuer.dispatch('refreshTokens.facets', {}, caller)
  expect(answer).toMatchObject({ ok: false })
})

test('DX-11: deleting a client or a user leaves no working token, and the row says orphaned', async () => {
  await using issuer = await startWorkspace()
  const tokens = await obtainTokens(issuer)
  expect(await issuer.admin('users.delete', { subject: alice.subject })).toEqual({
    orphanedTokens: 1,
  })
  expect(await refresh(issuer, tokens.refresh_token)).toMatchObject(invalidGrant)
  expect(await introspect(issuer, tokens.access_token)).toEqual({ active: false })
  expect(await statusOfOnlyToken(issuer)).toBe('orphaned')

  await issuer.admin('clients.delete', { clientId: 'web' })
  expect(await refresh(issuer, tokens.refresh_token)).toMatchObject({
    status: 401,
    body: { error: 'invalid_client' },
  })
})

test('DX-11: a client that is made again under the same id does not inherit tokens', async () => {
  await using issuer = await startWorkspace()
  const tokens = await obtainTokens(issuer)
  const { settings } = await issuer.admin('clients.get', { clientId: 'web' })
  expect(await issuer.admin('clients.delete', { clientId: 'web' })).toEqual({ orphanedTokens: 1 })
  const { secret } = await issuer.admin('clients.create', { clientId: 'web', settings })
  expect(
    await refresh(issuer, tokens.refresh_token, { client_secret: secret?.value }),
  ).toMatchObject(invalidGrant)
})

test('DX-12: token answers are as RFC 6749 §5 says', async () => {
  await using issuer = await startWorkspace()
  const form = { grant_type: 'client_credentials', scope: 'read' }
  const answer = await post(issuer, '/oauth2/token', { ...form, ...machine })
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('content-type')).toContain('application/json')
  expect(answer.body).toEqual({
    access_token: expect.any(String),
    token_type: 'Bearer',
    expires_in: 3600,
    scope: 'read',
  })

  const wrong = await post(issuer, '/oauth2/token', form, basic('machine', 'wrong'))
  expect(wrong.status).toBe(401)
  expect(wrong.headers.get('cache-control')).toBe('no-store')
  expect(wrong.headers.get('www-authenticate')).toMatch(/^Basic realm="/)
  expect(wrong.body).toEqual({ error: 'invalid_client', error_description: expect.any(String) })
})

test('DX-12: a registered URI keeps its query, and the answer is joined with &', async () => {
  const uri = 'https://web.example/callback?tenant=a%20b'
  await using issuer = await startWorkspace({ redirectUris: [uri] })
  const callback = await signInAndAllow(
    openUserAgent(issuer.url),
    authorizationUrl(issuer, { redirect_uri: uri }),
    alice,
  )
  expect(callback.href).toMatch(/^https:\/\/web\.example\/callback\?tenant=a%20b&code=/)
  expect(callback.href.split('?')).toHaveLength(2)
})

test('DX-13: a flow that is switched off is refused where the user is sent first', async () => {
  await using issuer = await startWorkspace()
  await changeClient(issuer, 'web', {
    flow: null,
    refreshTokens: {
      ...(await issuer.admin('clients.get', { clientId: 'web' })).settings.refreshTokens,
      enabled: false,
    },
  })
  const callback = await signInAndAllow(openUserAgent(issuer.url), authorizationUrl(issuer), alice)
  expect(callback.searchParams.get('error')).toBe('unauthorized_client')
})

test('DX-13: a lifetime is in seconds, as given, and ends when it says', async () => {
  const thirtyDays = 2_592_000
  await using issuer = await startWorkspace({
    refreshTokens: { enabled: true, idleLifetime: thirtyDays, absoluteLifetime: thirtyDays },
  })
  const tokens = await obtainTokens(issuer)
  expect((await introspect(issuer, tokens.refresh_token))['exp']).toBe(
    issuer.clock.now() + thirtyDays,
  )
  issuer.clock.advance(thirtyDays - 1)
  expect((await introspect(issuer, tokens.refresh_token))['active']).toBe(true)
  issuer.clock.advance(1)
  expect((await introspect(issuer, tokens.refresh_token))['active']).toBe(false)
})

test('DX-13: a client id that is taken is refused with a sentence', async () => {
  await using issuer = await startWorkspace()
  const { settings } = await issuer.admin('clients.get', { clientId: 'web' })
  const answer = await issuer.reply('clients.create', {
    clientId: 'web',
    settings: { ...settings, name: 'Another' },
  })
  expect(answer).toMatchObject({ ok: false, error: { code: 'conflict' } })
  expect(issuer.bugs).toEqual([])
})

test('DX-13: a request without a redirect URI is answered with a page, not an exception', async () => {
  await using issuer = await startWorkspace({
    redirectUris: [redirectUri, 'https://web.example/other'],
  })
  const response = await fetch(authorizationUrl(issuer, { redirect_uri: undefined }), {
    redirect: 'manual',
  })
  expect(response.status).toBe(400)
  expect(await response.text()).toContain('not registered')
  expect(issuer.bugs).toEqual([])
})

test('DX-14: a code of one flow is not accepted under another grant type', async () => {
  await using issuer = await startWorkspace()
  const code = await obtainCode(issuer)
  const crossed = { grant_type: 'client_credentials', code, ...web }
  expect((await post(issuer, '/oauth2/token', crossed)).body['error']).toBe('unauthorized_client')
  issuer.clock.advance(61)
  expect(await redeemCode(issuer, code)).toMatchObject(invalidGrant)
})

test('DX-15: a foreign redirect URI is never asked about, so denying leads nowhere', async () => {
  await using issuer = await startWorkspace()
  const agent = openUserAgent(issuer.url)
  const foreign = authorizationUrl(issuer, { redirect_uri: 'https://evil.example/' })
  const page = await agent.settle(await agent.get(foreign))
  expect(page).toMatchObject({ status: 400, action: undefined })

  // The form of an honest request, with a foreign address smuggled into the answer.
  const signIn = pageOf(await agent.settle(await agent.get(authorizationUrl(issuer))))
  const consent = pageOf(await agent.settle(await agent.submit(signIn, alice)))
  const denied = await agent.submit(consent, {
    decision: 'deny',
    redirect_uri: 'https://evil.example/',
  })
  expect(denied.headers.get('location')).toMatch(
    /^http:\/\/127\.0\.0\.1:1\/callback\?error=access_denied/,
  )
})

test('DX-16: revoking what a client has takes what the preview says, and neither codes nor other clients', async () => {
  await using issuer = await startWorkspace()
  const mine = await obtainTokens(issuer)
  const code = await obtainCode(issuer)
  const theirs = await obtainTokens(issuer, { client_id: 'other' }, other)
  const target = { kind: 'client' as const, clientId: 'web' }
  const preview = await issuer.admin('refreshTokens.previewRevocation', { target })
  expect(preview.tokens).toBe(1)
  await issuer.admin('refreshTokens.revoke', { target, mode: 'revoke', reason: 'Test' })

  expect(await refresh(issuer, mine.refresh_token)).toMatchObject(invalidGrant)
  expect((await refresh(issuer, theirs.refresh_token, other)).status).toBe(200)
  expect((await redeemCode(issuer, code)).status).toBe(200)
})
