import { describe, expect, test } from 'vitest'

import type { ConfiguredClient } from '#contract/configuration.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import {
  claimsOf,
  introspect,
  obtainTokens,
  post,
  refresh,
  tokensOf,
} from '#test/support/relying-party.ts'
import {
  alice,
  changeClient,
  disableUser,
  startWorkspace,
  statusOfOnlyToken,
  web,
} from '#test/support/workspace.ts'

type Policy = NonNullable<ConfiguredClient['refreshTokens']>

const withPolicy = (policy: Policy) =>
  startWorkspace({ refreshTokens: { enabled: true, ...policy } })

async function changePolicy(issuer: TestIssuer, policy: Policy): Promise<void> {
  const { settings } = await issuer.admin('clients.get', { clientId: 'web' })
  const given = Object.entries(policy).filter(([, value]) => value !== undefined)
  await changeClient(issuer, 'web', {
    refreshTokens: { ...settings.refreshTokens, ...Object.fromEntries(given) },
  })
}

const invalidGrant = { status: 400, body: { error: 'invalid_grant' } }

describe('lifetimes', () => {
  test('a token that is not used ends after its idle lifetime, and use slides it', async () => {
    await using issuer = await withPolicy({ idleLifetime: 100, absoluteLifetime: 1000 })
    let { refresh_token: token } = await obtainTokens(issuer)
    for (let use = 0; use < 5; use += 1) {
      issuer.clock.advance(99)
      token = tokensOf(await refresh(issuer, token)).refresh_token
    }
    issuer.clock.advance(100)
    expect(await refresh(issuer, token)).toMatchObject(invalidGrant)
    expect(await statusOfOnlyToken(issuer)).toBe('expired')
  })

  test('sliding never passes the absolute end', async () => {
    await using issuer = await withPolicy({ idleLifetime: 100, absoluteLifetime: 150 })
    const start = issuer.clock.now()
    const first = await obtainTokens(issuer)
    issuer.clock.advance(90)
    const second = tokensOf(await refresh(issuer, first.refresh_token))
    expect((await introspect(issuer, second.refresh_token))['exp']).toBe(start + 150)
    issuer.clock.advance(59)
    const third = tokensOf(await refresh(issuer, second.refresh_token))
    issuer.clock.advance(1)
    expect(await refresh(issuer, third.refresh_token)).toMatchObject(invalidGrant)
  })

  test('an expired token that is presented is no replay: nothing is revoked by it', async () => {
    await using issuer = await withPolicy({ idleLifetime: 100, absoluteLifetime: 1000 })
    const first = await obtainTokens(issuer)
    const second = tokensOf(await refresh(issuer, first.refresh_token))
    issuer.clock.advance(100)
    expect(await refresh(issuer, first.refresh_token)).toMatchObject(invalidGrant)
    expect(await refresh(issuer, second.refresh_token)).toMatchObject(invalidGrant)
    expect(await statusOfOnlyToken(issuer)).toBe('expired')
  })

  test('the first refresh token ends when its policy says, from the redemption of the code on', async () => {
    await using issuer = await withPolicy({ idleLifetime: 100, absoluteLifetime: 1000 })
    const { refresh_token: token } = await obtainTokens(issuer)
    expect(await introspect(issuer, token)).toMatchObject({
      active: true,
      exp: issuer.clock.now() + 100,
      iat: issuer.clock.now(),
    })
  })
})

describe('usage', () => {
  test('in reuse mode the client keeps its token, and its use slides', async () => {
    await using issuer = await withPolicy({
      usage: 'reuse',
      idleLifetime: 100,
      absoluteLifetime: 250,
    })
    const first = await obtainTokens(issuer)
    for (let use = 0; use < 2; use += 1) {
      issuer.clock.advance(99)
      const again = tokensOf(await refresh(issuer, first.refresh_token))
      expect(again.refresh_token).toBe(first.refresh_token)
      expect(again.access_token).not.toBe(first.access_token)
    }
    issuer.clock.advance(52)
    expect(await refresh(issuer, first.refresh_token)).toMatchObject(invalidGrant)
  })

  test('without grace the predecessor is a replay at once', async () => {
    await using issuer = await withPolicy({ graceSeconds: 0 })
    const first = await obtainTokens(issuer)
    const second = tokensOf(await refresh(issuer, first.refresh_token))
    expect(await refresh(issuer, first.refresh_token)).toMatchObject(invalidGrant)
    expect(await refresh(issuer, second.refresh_token)).toMatchObject(invalidGrant)
    expect(await statusOfOnlyToken(issuer)).toBe('replayed')
  })

  test('a retry inside grace gives a fresh access token beside the same refresh token', async () => {
    await using issuer = await withPolicy({ graceSeconds: 10 })
    const first = await obtainTokens(issuer)
    const second = tokensOf(await refresh(issuer, first.refresh_token))
    const retry = tokensOf(await refresh(issuer, first.refresh_token))
    expect(retry.refresh_token).toBe(second.refresh_token)
    expect(retry.access_token).not.toBe(second.access_token)
    for (const { access_token: token } of [second, retry])
      expect((await introspect(issuer, token))['active']).toBe(true)
  })

  test('grace is counted from the first rotation: retries do not stretch it', async () => {
    await using issuer = await withPolicy({ graceSeconds: 10 })
    const first = await obtainTokens(issuer)
    await refresh(issuer, first.refresh_token)
    issuer.clock.advance(8)
    expect((await refresh(issuer, first.refresh_token)).status).toBe(200)
    issuer.clock.advance(3)
    expect(await refresh(issuer, first.refresh_token)).toMatchObject(invalidGrant)
  })
})

describe('scope', () => {
  test('may narrow, and a narrowed refresh keeps the full scope for the next', async () => {
    await using issuer = await startWorkspace()
    const first = await obtainTokens(issuer, { scope: 'openid offline_access read write' })
    const narrow = tokensOf(await refresh(issuer, first.refresh_token, { scope: 'read' }))
    expect(narrow.scope).toBe('read')
    expect(claimsOf(narrow.access_token)['scope']).toBe('read')
    expect(narrow.id_token).toBeUndefined()
    const full = tokensOf(await refresh(issuer, narrow.refresh_token))
    expect(full.scope).toBe('openid offline_access read write')
    expect(full.id_token).toBeDefined()
  })

  test('never grows: invalid_scope, and the token is not spent', async () => {
    await using issuer = await startWorkspace()
    const first = await obtainTokens(issuer)
    for (const scope of ['read write', 'write', 'nonsense', 'openid send']) {
      const answer = await refresh(issuer, first.refresh_token, { scope })
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_scope' } })
    }
    issuer.clock.advance(60)
    expect((await refresh(issuer, first.refresh_token)).status).toBe(200)
  })

  test('that the client has lost ends the refresh, and comes back with it', async () => {
    await using issuer = await startWorkspace()
    const first = await obtainTokens(issuer)
    await changeClient(issuer, 'web', { scopes: ['openid', 'offline_access'] })
    expect(await refresh(issuer, first.refresh_token)).toMatchObject(invalidGrant)
    const without = await refresh(issuer, first.refresh_token, { scope: 'openid' })
    const next = tokensOf(without).refresh_token
    await changeClient(issuer, 'web', { scopes: ['openid', 'offline_access', 'read'] })
    expect(tokensOf(await refresh(issuer, next)).scope).toBe('openid offline_access read')
  })
})

describe('what changes around a token', () => {
  test('a disabled user is invalid_grant; enabled again, the same token works', async () => {
    await using issuer = await startWorkspace()
    const first = await obtainTokens(issuer)
    await disableUser(issuer, alice.subject)
    expect(await refresh(issuer, first.refresh_token)).toMatchObject(invalidGrant)
    expect(await introspect(issuer, first.access_token)).toEqual({ active: false })
    expect(await introspect(issuer, first.refresh_token)).toEqual({ active: false })
    await disableUser(issuer, alice.subject, false)
    expect((await refresh(issuer, first.refresh_token)).status).toBe(200)
  })

  test('a disabled client is invalid_client; its access tokens rest as long', async () => {
    await using issuer = await startWorkspace()
    const first = await obtainTokens(
      issuer,
      { client_id: 'app' },
      { client_id: 'app', client_secret: undefined },
    )
    await issuer.admin('clients.setEnabled', { clientId: 'app', enabled: false })
    expect(await introspect(issuer, first.access_token)).toEqual({ active: false })
    await issuer.admin('clients.setEnabled', { clientId: 'app', enabled: true })
    expect(await introspect(issuer, first.access_token)).toMatchObject({ active: true })
  })

  test('a resource that is removed ends refreshes that need it', async () => {
    await using issuer = await startWorkspace()
    const first = await obtainTokens(issuer)
    await issuer.admin('resources.delete', { audience: 'urn:api' })
    expect(await refresh(issuer, first.refresh_token)).toMatchObject(invalidGrant)
    expect((await refresh(issuer, first.refresh_token, { scope: 'openid' })).status).toBe(200)
    expect(issuer.bugs).toEqual([])
  })

  test('a policy that becomes shorter counts from the next use on', async () => {
    await using issuer = await withPolicy({ idleLifetime: 1000, absoluteLifetime: 2000 })
    const first = await obtainTokens(issuer)
    await changePolicy(issuer, { idleLifetime: 100 })
    issuer.clock.advance(500)
    const second = tokensOf(await refresh(issuer, first.refresh_token))
    issuer.clock.advance(100)
    expect(await refresh(issuer, second.refresh_token)).toMatchObject(invalidGrant)
  })

  test('a policy that becomes longer does not revive what has ended', async () => {
    await using issuer = await withPolicy({ idleLifetime: 100, absoluteLifetime: 200 })
    const first = await obtainTokens(issuer)
    issuer.clock.advance(100)
    await changePolicy(issuer, { idleLifetime: 5000, absoluteLifetime: 9000 })
    expect(await refresh(issuer, first.refresh_token)).toMatchObject(invalidGrant)
  })

  test('from reuse to rotation: the token that was kept rotates at its next use', async () => {
    await using issuer = await withPolicy({ usage: 'reuse' })
    const first = await obtainTokens(issuer)
    await refresh(issuer, first.refresh_token)
    await changePolicy(issuer, { usage: 'rotate' })
    const second = tokensOf(await refresh(issuer, first.refresh_token))
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect((await refresh(issuer, second.refresh_token)).status).toBe(200)
  })

  test('refresh tokens switched off are refused, and work again when switched on', async () => {
    await using issuer = await withPolicy({})
    const first = await obtainTokens(issuer)
    await changePolicy(issuer, { enabled: false })
    expect((await refresh(issuer, first.refresh_token)).body['error']).toBe('unauthorized_client')
    await changePolicy(issuer, { enabled: true })
    expect((await refresh(issuer, first.refresh_token)).status).toBe(200)
  })
})

describe('revocation', () => {
  test('of a refresh token takes its access tokens, of an access token only itself', async () => {
    await using issuer = await startWorkspace()
    const first = await obtainTokens(issuer)
    const second = tokensOf(await refresh(issuer, first.refresh_token))
    await post(issuer, '/oauth2/revoke', { token: second.access_token, ...web })
    expect(await introspect(issuer, second.access_token)).toEqual({ active: false })
    expect((await introspect(issuer, first.access_token))['active']).toBe(true)
    expect((await introspect(issuer, second.refresh_token))['active']).toBe(true)

    await post(issuer, '/oauth2/revoke', { token: second.refresh_token, ...web })
    expect(await introspect(issuer, first.access_token)).toEqual({ active: false })
    expect(await statusOfOnlyToken(issuer)).toBe('revoked')
  })

  test('by a spent token still ends the grant: the client has lost count, not the right', async () => {
    await using issuer = await startWorkspace()
    const first = await obtainTokens(issuer)
    const second = tokensOf(await refresh(issuer, first.refresh_token))
    await post(issuer, '/oauth2/revoke', { token: first.refresh_token, ...web })
    expect(await refresh(issuer, second.refresh_token)).toMatchObject(invalidGrant)
  })

  test('by the administrator ends the next refresh, and undo brings it back', async () => {
    await using issuer = await startWorkspace()
    const first = await obtainTokens(issuer)
    const { revocation } = await issuer.admin('refreshTokens.revoke', {
      target: { kind: 'user', subject: alice.subject },
      mode: 'revoke',
      reason: 'Lost device',
    })
    expect(await refresh(issuer, first.refresh_token)).toMatchObject(invalidGrant)
    await issuer.admin('refreshTokens.undo', { revocationId: revocation.id })
    expect((await refresh(issuer, first.refresh_token)).status).toBe(200)
  })
})
