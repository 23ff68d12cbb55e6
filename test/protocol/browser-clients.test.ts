import { request as httpRequest } from 'node:http'

import { createRemoteJWKSet, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'

import {
  authorizationUrl,
  claimsOf,
  obtainTokens,
  post,
  redeemCode,
  refresh,
} from '#test/support/relying-party.ts'
import { openUserAgent, signInAndAllow } from '#test/support/user-agent.ts'
import { alice, app, startWorkspace, web } from '#test/support/workspace.ts'

// The points of the list that are about browsers, pages and public clients.

test('6: the OAuth metadata path is served beside the OpenID one', async () => {
  await using issuer = await startWorkspace()
  const response = await fetch(`${issuer.url}/.well-known/oauth-authorization-server`)
  expect(response.status).toBe(200)
  expect(await response.json()).toHaveProperty('issuer', issuer.url)
})

describe('7: CORS', () => {
  const preflight = (url: string, method: string) =>
    fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://spa.example',
        'access-control-request-method': method,
        'access-control-request-headers': 'authorization,content-type',
      },
    })

  test.each([
    ['/.well-known/openid-configuration', 'GET'],
    ['/.well-known/oauth-authorization-server', 'GET'],
    ['/oauth2/jwks', 'GET'],
    ['/oauth2/token', 'POST'],
    ['/oauth2/userinfo', 'GET'],
    ['/oauth2/revoke', 'POST'],
  ])(
    '%s answers a preflight, and the request itself, without credentials',
    async (path, method) => {
      await using issuer = await startWorkspace()
      const answer = await preflight(issuer.url + path, method)
      expect(answer.status).toBe(204)
      expect(answer.headers.get('access-control-allow-origin')).toBe('*')
      expect(answer.headers.get('access-control-allow-methods')).toContain(method)
      expect(answer.headers.get('access-control-allow-headers')).toContain('authorization')
      expect(answer.headers.has('access-control-allow-credentials')).toBe(false)
      const real = await fetch(issuer.url + path, {
        method,
        headers: { origin: 'https://a.example' },
      })
      expect(real.headers.get('access-control-allow-origin')).toBe('*')
    },
  )

  test.each(['/oauth2/authorize', '/oauth2/sign-in', '/oauth2/consent', '/oauth2/logout'])(
    '%s never does',
    async (path) => {
      await using issuer = await startWorkspace()
      const answer = await preflight(issuer.url + path, 'GET')
      expect(answer.ok).toBe(false)
      expect(answer.headers.has('access-control-allow-origin')).toBe(false)
      const real = await fetch(issuer.url + path, { headers: { origin: 'https://a.example' } })
      expect(real.headers.has('access-control-allow-origin')).toBe(false)
    },
  )
})

test('7: prompt=none is answered in a frame, success and error; a page never is', async () => {
  await using issuer = await startWorkspace({ consent: 'never' })
  const agent = openUserAgent(issuer.url)
  const silent = authorizationUrl(issuer, { prompt: 'none' })
  const refusal = await agent.get(silent)
  expect(refusal.headers.get('location')).toContain('error=login_required')

  const page = await agent.settle(await agent.get(authorizationUrl(issuer)))
  await signInAndAllow(agent, authorizationUrl(issuer), alice)
  const success = await agent.get(silent)
  expect(success.status).toBe(303)
  expect(success.headers.get('location')).toContain('code=')
  for (const { headers } of [refusal, success]) {
    expect(headers.has('x-frame-options')).toBe(false)
    expect(headers.get('content-security-policy') ?? '').not.toContain('frame-ancestors')
  }
  if (page instanceof URL) throw new Error('No page.')
  const { headers } = await agent.get(page.url)
  expect(headers.get('x-frame-options')).toBe('DENY')
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
})

test('8: revocation answers 200 with an empty JSON object, for an unknown token too', async () => {
  await using issuer = await startWorkspace()
  const { refresh_token: token } = await obtainTokens(issuer)
  for (const each of [token, token, 'unknown']) {
    const answer = await post(issuer, '/oauth2/revoke', { token: each, ...web })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('application/json')
    expect(answer.body).toEqual({})
  }
  expect((await refresh(issuer, token)).body['error']).toBe('invalid_grant')
})

test('9: an authorization request by POST works as by GET', async () => {
  await using issuer = await startWorkspace()
  const agent = openUserAgent(issuer.url)
  const { searchParams } = authorizationUrl(issuer)
  const response = await fetch(`${issuer.url}/oauth2/authorize`, {
    method: 'POST',
    body: searchParams,
    redirect: 'manual',
    // As from the client's own page.
    headers: { origin: 'https://web.example', 'sec-fetch-site': 'cross-site' },
  })
  expect(response.status).toBe(303)
  const page = new URL(response.headers.get('location') ?? '', issuer.url)
  const callback = await signInAndAllow(agent, page, alice)
  const code = callback.searchParams.get('code') ?? ''
  expect((await redeemCode(issuer, code)).status).toBe(200)
})

test('10: profile claims are in the id token when the client is set to it, and else are not', async () => {
  const scope = 'openid profile email'
  const profile = { name: 'Alice A.', email: 'alice@example.com', preferred_username: 'alice' }
  await using lean = await startWorkspace()
  const claims = claimsOf((await obtainTokens(lean, { scope })).id_token)
  for (const name of Object.keys(profile)) expect(claims).not.toHaveProperty(name)

  await using rich = await startWorkspace({ profileClaimsInIdToken: true })
  expect(claimsOf((await obtainTokens(rich, { scope })).id_token)).toMatchObject(profile)
  const openidOnly = claimsOf((await obtainTokens(rich, { scope: 'openid' })).id_token)
  expect(openidOnly).not.toHaveProperty('email')
})

test('11: an access token lives 15 minutes or more where nobody says otherwise', async () => {
  await using issuer = await startWorkspace()
  const tokens = await obtainTokens(issuer)
  expect(tokens.expires_in).toBeGreaterThanOrEqual(900)
  const { exp, iat } = claimsOf(tokens.access_token)
  expect(Number(exp) - Number(iat)).toBe(tokens.expires_in)
})

test('13: an MCP client gets a JWT with exactly the `aud` of its server', async () => {
  const server = 'https://mcp.example/mcp'
  await using issuer = await startWorkspace()
  await issuer.admin('resources.create', {
    audience: server,
    settings: {
      name: 'MCP',
      enabled: true,
      signingAlgorithm: 'ES256',
      accessTokenLifetime: null,
      scopes: [{ name: 'tools', displayName: '', description: '', emphasize: false }],
    },
  })
  const { settings, version } = await issuer.admin('clients.get', { clientId: 'app' })
  await issuer.admin('clients.update', {
    clientId: 'app',
    version,
    settings: { ...settings, scopes: ['tools', 'read'] },
  })
  const tokens = await obtainTokens(
    issuer,
    { client_id: 'app', scope: 'tools', resource: server },
    { ...app, client_secret: undefined, resource: server },
  )
  const { payload } = await jwtVerify(
    tokens.access_token,
    createRemoteJWKSet(new URL(`${issuer.url}/oauth2/jwks`)),
    { typ: 'at+jwt' },
  )
  expect(payload.aud).toBe(server)
})

test('14: sign-in and consent carry stable ids and no script', async () => {
  await using issuer = await startWorkspace()
  const agent = openUserAgent(issuer.url)
  const signIn = await agent.settle(await agent.get(authorizationUrl(issuer)))
  if (signIn instanceof URL) throw new Error('No page.')
  for (const id of ['sign-in', 'username', 'password', 'sign-in-button'])
    expect(signIn.html).toContain(`id="${id}"`)
  const consent = await agent.settle(await agent.submit(signIn, alice))
  if (consent instanceof URL) throw new Error('No page.')
  for (const id of ['consent', 'allow', 'deny', 'not-you', 'offline', 'offline-access'])
    expect(consent.html).toContain(`id="${id}"`)
  for (const { html } of [signIn, consent]) expect(html).not.toContain('<script')
})

test('15: the signature is real: another key does not verify it', async () => {
  await using issuer = await startWorkspace()
  await using stranger = await startWorkspace()
  const { id_token: token = '' } = await obtainTokens(issuer)
  const keys = (url: string) => createRemoteJWKSet(new URL(`${url}/oauth2/jwks`))
  await expect(jwtVerify(token, keys(issuer.url))).resolves.toHaveProperty('payload.aud', 'web')
  await expect(jwtVerify(token, keys(stranger.url))).rejects.toThrowError()
})

test('16: a foreign Host is refused, and metadata never follows it', async () => {
  await using issuer = await startWorkspace()
  const { port } = new URL(issuer.url)
  const ask = (host: string) =>
    new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
      const path = '/.well-known/openid-configuration'
      httpRequest({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
        let text = ''
        response.on('data', (chunk) => (text += String(chunk)))
        response.on('end', () => resolve({ status: response.statusCode, text }))
      })
        .on('error', reject)
        .end()
    })
  expect((await ask(`evil.example:${port}`)).status).toBe(421)
  const byAddress = await ask(`127.0.0.1:${port}`)
  expect(byAddress.status).toBe(200)
  expect(byAddress.text).not.toContain('127.0.0.1')
})

test('18: request objects are refused by the codes that OIDC names', async () => {
  await using issuer = await startWorkspace()
  for (const [name, error] of [
    ['request', 'request_not_supported'],
    ['request_uri', 'request_uri_not_supported'],
  ] as const) {
    const url = authorizationUrl(issuer, { [name]: 'https://evil.example/jwt' })
    const callback = await signInAndAllow(openUserAgent(issuer.url), url, alice)
    expect(callback.searchParams.get('error')).toBe(error)
  }
})
