import { describe, expect, test } from 'vitest'

import {
  answerOf,
  claimsOf,
  introspect,
  obtainTokens,
  openConsent,
  pageOf,
  redeemCode,
  tokensOf,
} from '#test/support/relying-party.ts'
import { checkBoxes, openUserAgent } from '#test/support/user-agent.ts'
import { alice, bob, changeClient, disableUser, startWorkspace } from '#test/support/workspace.ts'

const offlineBlock = 'id="offline"'

describe('the offline block', () => {
  test.each([
    ['openid and offline_access', 'openid offline_access', {}, true],
    ['scopes of an API alone, which need no offline_access', 'read', {}, true],
    ['openid without offline_access', 'openid read', {}, false],
    ['refresh tokens switched off', 'openid read', { refreshTokens: { enabled: false } }, false],
    [
      'refresh tokens switched off, offline_access asked',
      'openid offline_access',
      { refreshTokens: { enabled: false } },
      false,
    ],
  ] as const)('with %s tells the truth', async (_case, scope, client, expected) => {
    await using issuer = await startWorkspace(client)
    const { agent, consent } = await openConsent(issuer, { scope })
    expect(consent.html.includes(offlineBlock)).toBe(expected)

    const yes = { ...checkBoxes(consent), decision: 'allow' }
    const { code = '' } = answerOf(await agent.settle(await agent.submit(consent, yes)))
    const tokens = tokensOf(await redeemCode(issuer, code))
    expect(tokens.refresh_token !== undefined).toBe(expected)
  })

  test('the chosen duration ends the refresh token, whatever the policy would allow', async () => {
    await using issuer = await startWorkspace()
    const { agent, consent } = await openConsent(issuer)
    const chosen = { ...checkBoxes(consent), duration: '3600', decision: 'allow' }
    const { code = '' } = answerOf(await agent.settle(await agent.submit(consent, chosen)))
    const tokens = tokensOf(await redeemCode(issuer, code))
    const end = issuer.clock.now() + 3600
    expect((await introspect(issuer, tokens.refresh_token))['exp']).toBe(end)
  })

  test.each(['99999999', '1', '-3600', 'NaN', '3600.5', ''])(
    'a duration of %o that was not offered is refused on the page',
    async (duration) => {
      await using issuer = await startWorkspace()
      const { agent, consent } = await openConsent(issuer)
      const forged = { ...checkBoxes(consent), duration, decision: 'allow' }
      const page = await agent.settle(await agent.submit(consent, forged))
      if (duration === '') {
        // Left out, it is the longest that the page showed.
        expect(answerOf(page)).toHaveProperty('code')
        return
      }
      expect(pageOf(page)).toMatchObject({ status: 400 })
      expect(pageOf(page).html).toContain('role="alert"')
    },
  )

  test('unticked, there is no refresh token and no offline_access', async () => {
    await using issuer = await startWorkspace()
    const { agent, consent } = await openConsent(issuer)
    const { offline: _offline, ...boxes } = checkBoxes(consent)
    const page = await agent.settle(await agent.submit(consent, { ...boxes, decision: 'allow' }))
    const tokens = tokensOf(await redeemCode(issuer, answerOf(page)['code'] ?? ''))
    expect(tokens.refresh_token).toBeUndefined()
    expect(tokens.scope).toBe('openid read')
  })
})

describe('the scopes', () => {
  test('that are unticked are not granted', async () => {
    await using issuer = await startWorkspace()
    const { agent, consent } = await openConsent(issuer, { scope: 'openid read write' })
    const { 'scope:write': _write, ...boxes } = checkBoxes(consent)
    const page = await agent.settle(await agent.submit(consent, { ...boxes, decision: 'allow' }))
    const tokens = tokensOf(await redeemCode(issuer, answerOf(page)['code'] ?? ''))
    expect(tokens.scope).toBe('openid read')
    expect(claimsOf(tokens.access_token)['scope']).toBe('openid read')
  })

  test('that were not asked for are not granted, although the form names them', async () => {
    await using issuer = await startWorkspace()
    const { agent, consent } = await openConsent(issuer, { scope: 'openid read' })
    const forged = { ...checkBoxes(consent), 'scope:write': 'on', offline: 'on', decision: 'allow' }
    const page = await agent.settle(await agent.submit(consent, forged))
    const tokens = tokensOf(await redeemCode(issuer, answerOf(page)['code'] ?? ''))
    expect(tokens.scope).toBe('openid read')
    expect(tokens.refresh_token).toBeUndefined()
  })

  test('come emphasized first, and none at all is asked again', async () => {
    await using issuer = await startWorkspace()
    const { agent, consent } = await openConsent(issuer, { scope: 'read write' })
    expect(consent.html.indexOf('<strong>Write notes')).toBeGreaterThan(0)
    expect(consent.html.indexOf('Write notes')).toBeLessThan(
      consent.html.indexOf('Read your notes'),
    )
    const page = pageOf(await agent.settle(await agent.submit(consent, { decision: 'allow' })))
    expect(page.status).toBe(400)
    expect(page.html).toContain('at least one permission')
  })
})

test('denying sends access_denied with iss and state, and the interaction is over', async () => {
  await using issuer = await startWorkspace()
  const { agent, consent } = await openConsent(issuer)
  const answer = await agent.settle(await agent.submit(consent, { decision: 'deny' }))
  expect(answerOf(answer)).toEqual({
    error: 'access_denied',
    error_description: expect.any(String),
    state: 'a-state',
    iss: issuer.url,
  })
  const again = pageOf(await agent.settle(await agent.submit(consent, { decision: 'allow' })))
  expect(again.status).toBe(400)
})

test('an interaction is answered once: the second yes gives no second code', async () => {
  await using issuer = await startWorkspace()
  const { agent, consent } = await openConsent(issuer)
  const yes = { ...checkBoxes(consent), decision: 'allow' }
  const answers = await Promise.all(
    [1, 2, 3].map(async () => agent.settle(await agent.submit(consent, yes))),
  )
  expect(answers.filter((answer) => answer instanceof URL)).toHaveLength(1)
})

test('"Not you?" signs out, and the next user consents for herself', async () => {
  await using issuer = await startWorkspace()
  const { agent, consent } = await openConsent(issuer)
  expect(consent.html).toContain('Alice A.')
  const signIn = pageOf(await agent.settle(await agent.submit(consent, { decision: 'switch' })))
  expect(signIn.html).toContain('id="sign-in"')
  const second = pageOf(await agent.settle(await agent.submit(signIn, bob)))
  expect(second.html).toContain('Bob B.')
  const yes = { ...checkBoxes(second), decision: 'allow' }
  const { code = '' } = answerOf(await agent.settle(await agent.submit(second, yes)))
  const tokens = tokensOf(await redeemCode(issuer, code))
  expect(claimsOf(tokens.id_token)['sub']).toBe(bob.subject)
})

test('another browser cannot answer for the user', async () => {
  await using issuer = await startWorkspace()
  const { consent } = await openConsent(issuer)
  const thief = openUserAgent(issuer.url)
  const page = pageOf(await thief.settle(await thief.submit(consent, { decision: 'allow' })))
  expect(page.html).toContain('id="sign-in"')
})

describe('in the middle of the flow', () => {
  test('a user who is disabled has to sign in, and cannot', async () => {
    await using issuer = await startWorkspace()
    const { agent, consent } = await openConsent(issuer)
    await disableUser(issuer, alice.subject)
    const yes = { ...checkBoxes(consent), decision: 'allow' }
    const page = pageOf(await agent.settle(await agent.submit(consent, yes)))
    expect(page.html).toContain('id="sign-in"')
    expect((await agent.submit(page, alice)).status).toBe(401)
  })

  test('a user who is disabled after the yes gets no tokens', async () => {
    await using issuer = await startWorkspace()
    const { agent, consent } = await openConsent(issuer)
    const yes = { ...checkBoxes(consent), decision: 'allow' }
    const { code = '' } = answerOf(await agent.settle(await agent.submit(consent, yes)))
    await disableUser(issuer, alice.subject)
    expect((await redeemCode(issuer, code)).body['error']).toBe('invalid_grant')
  })

  test('a client that is disabled gets no code, and the user a page', async () => {
    await using issuer = await startWorkspace()
    const { agent, consent } = await openConsent(issuer)
    await issuer.admin('clients.setEnabled', { clientId: 'web', enabled: false })
    const yes = { ...checkBoxes(consent), decision: 'allow' }
    const page = pageOf(await agent.settle(await agent.submit(consent, yes)))
    expect(page.status).toBe(400)
    expect(page.html).toContain('switched off')
  })

  test('a scope that the client loses between page and yes is not granted', async () => {
    await using issuer = await startWorkspace()
    const { agent, consent } = await openConsent(issuer)
    await changeClient(issuer, 'web', { scopes: ['openid', 'offline_access'] })
    const yes = { ...checkBoxes(consent), decision: 'allow' }
    const page = await agent.settle(await agent.submit(consent, yes))
    expect(page instanceof URL ? page.searchParams.has('code') : false).toBe(false)
  })
})

test('the consent preview of the console says what the page says', async () => {
  await using issuer = await startWorkspace()
  const { consent } = await openConsent(issuer, {
    scope: 'openid profile email offline_access read write',
  })
  const { settings } = await issuer.admin('clients.get', { clientId: 'web' })
  const { prompt } = await issuer.admin('clients.previewConsent', { clientId: 'web', settings })
  expect(prompt?.offline).not.toBeNull()
  for (const { displayName } of prompt?.scopes ?? []) expect(consent.html).toContain(displayName)
  const fields = [...consent.html.matchAll(/name="scope:([^"]+)"/g)].map(([, value]) => value)
  expect(new Set(fields)).toEqual(new Set(prompt?.scopes.map(({ value }) => value)))
  expect(fields[0]).toBe('write')
  // Nothing of the client's tokens is made by looking.
  expect((await obtainTokens(issuer)).refresh_token).toBeDefined()
})
