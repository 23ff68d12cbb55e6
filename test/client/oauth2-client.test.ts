import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import {
  OAuth2Client,
  OAuth2Error,
  type CodeFlow,
  type OAuth2ClientOptions,
} from '#client/index.ts'
import { startIssuer, type TestIssuer } from '#test/support/issuer.ts'
import { openUserAgent, signInAndAllow } from '#test/support/user-agent.ts'

import { startSigningIssuer } from './signing-issuer.ts'

const clientSecret = 'a-secret-of-a-client: with + and %'
const redirectUri = 'http://127.0.0.1:1/callback'
const alice = { username: 'alice', password: 'correct horse' }
const userScope = 'openid offline_access read'

let issuer: TestIssuer

beforeAll(async () => {
  const common = { redirectUris: [redirectUri], scopes: [...userScope.split(' '), 'write'] }
  issuer = await startIssuer({
    resources: [
      { audience: 'urn:api', scopes: [{ name: 'read' }, { name: 'write' }] },
      { audience: 'urn:other', scopes: [{ name: 'other' }] },
    ],
    clients: [
      { ...common, clientId: 'web', secret: clientSecret, refreshTokens: { enabled: true } },
      { ...common, clientId: 'app', type: 'public', refreshTokens: { enabled: true } },
      {
        ...common,
        clientId: 'reusing',
        secret: clientSecret,
        refreshTokens: { enabled: true, usage: 'reuse' },
      },
      {
        clientId: 'machine',
        secret: clientSecret,
        flow: 'client_credentials',
        scopes: ['read', 'other'],
      },
    ],
    users: [alice],
  })
})

afterAll(async () => {
  expect(issuer.bugs).toEqual([])
  await issuer[Symbol.asyncDispose]()
})

function open(
  clientId: string,
  options: Partial<OAuth2ClientOptions> = { clientSecret },
): Promise<OAuth2Client> {
  return OAuth2Client.discover({
    issuer: issuer.url,
    clientId,
    now: () => issuer.clock.now(),
    ...options,
  })
}

async function allow(client: OAuth2Client, scope = userScope) {
  const flow = await client.createCodeFlowUrl({ redirectUri, scope })
  const callback = await signInAndAllow(openUserAgent(issuer.url), new URL(flow.url), alice)
  return { flow, callback }
}

async function signIn(client: OAuth2Client) {
  const { flow, callback } = await allow(client)
  const { refreshToken = '', ...tokens } = await client.requestAccessTokenCode(callback, flow)
  return { ...tokens, refreshToken }
}

async function refusal(answer: Promise<unknown>): Promise<OAuth2Error> {
  const error = await answer.catch((error: unknown) => error)
  if (error instanceof OAuth2Error) return error
  throw new Error(`Not refused by the issuer: ${String(error)}`)
}

describe('LB-01: a client', () => {
  test('speaks http to this machine alone', async () => {
    const discovery = OAuth2Client.discover({ issuer: 'http://issuer.example', clientId: 'web' })
    await expect(discovery).rejects.toThrow('issuer is http://issuer.example: it must be https')
  })

  test('sends nothing to an http endpoint elsewhere that metadata names', async () => {
    await using dishonest = await startSigningIssuer()
    dishonest.metadata = { token_endpoint: 'http://127.0.0.1.example/token' }
    const discovery = OAuth2Client.discover({ issuer: dishonest.url, clientId: 'web' })
    await expect(discovery).rejects.toThrow('token_endpoint is http://127.0.0.1.example/token')
  })

  test('is public without a secret', async () => {
    const tokens = await signIn(await open('app', {}))
    expect(tokens.refreshToken).not.toBe('')
  })

  test('sends its secret in the body where it is told to', async () => {
    const tokenEndpointAuthMethod = 'client_secret_post'
    const client = await open('machine', { clientSecret, tokenEndpointAuthMethod })
    expect(await client.requestAccessTokenClientCredentials('read')).toHaveProperty('accessToken')
  })
})

describe('LB-02: createCodeFlowUrl', () => {
  test('encodes its parameters, and makes state, PKCE and nonce anew each time', async () => {
    const client = await open('web')
    const request = { redirectUri: 'https://app.example/cb?a=b&c=d', scope: 'openid urn:x&y' }
    const flow = await client.createCodeFlowUrl(request)
    const query = Object.fromEntries(new URL(flow.url).searchParams)
    expect(query).toMatchObject({
      response_type: 'code',
      client_id: 'web',
      redirect_uri: request.redirectUri,
      scope: request.scope,
      state: flow.state,
      nonce: flow.nonce,
      code_challenge_method: 'S256',
    })
    expect(flow.url).not.toContain(flow.codeVerifier)
    const other = await client.createCodeFlowUrl(request)
    for (const name of ['state', 'codeVerifier', 'nonce'] as const)
      expect(other[name]).not.toBe(flow[name])
    expect(JSON.parse(JSON.stringify(flow))).toEqual(flow)
  })

  test('LB-09: takes additional parameters, and explicit ones win', async () => {
    const additionalParameters = { login_hint: 'alice', state: 'fixed', response_type: 'token' }
    const flow = await (
      await open('web')
    ).createCodeFlowUrl({ redirectUri, scope: 'read', additionalParameters })
    const { searchParams } = new URL(flow.url)
    expect(searchParams.get('login_hint')).toBe('alice')
    expect(searchParams.getAll('state')).toEqual([flow.state])
    expect(searchParams.get('response_type')).toBe('code')
    expect(searchParams.has('nonce')).toBe(false)
  })
})

describe('LB-05: requestAccessTokenCode', () => {
  test('LB-10: returns a typed response', async () => {
    const tokens = await signIn(await open('web'))
    expect(tokens).toMatchObject({
      tokenType: 'Bearer',
      expiresAt: issuer.clock.now() + 3600,
      scope: userScope,
    })
    expect(decodeJwt(tokens.accessToken)).toMatchObject({ aud: 'urn:api', client_id: 'web' })
    expect(decodeJwt(tokens.idToken ?? '')).toMatchObject({ aud: 'web' })
  })

  test('works without openid, and then without an id token', async () => {
    const client = await open('web')
    const { flow, callback } = await allow(client, 'read')
    expect(await client.requestAccessTokenCode(callback, flow)).not.toHaveProperty('idToken')
  })

  test.each<[string, (flow: CodeFlow, callback: URL) => [CodeFlow, URL]]>([
    ['injection: another state', (flow, callback) => [{ ...flow, state: 'other' }, callback]],
    [
      'mix-up: another issuer',
      (flow, callback) => {
        callback.searchParams.set('iss', 'https://attacker.example')
        return [flow, callback]
      },
    ],
    [
      'mix-up: no issuer',
      (flow, callback) => {
        callback.searchParams.delete('iss')
        return [flow, callback]
      },
    ],
  ])('stops before the code is sent: %s', async (_, change) => {
    const client = await open('web')
    const { flow, callback } = await allow(client)
    const [changedFlow, changedCallback] = change(flow, new URL(callback))
    await expect(client.requestAccessTokenCode(changedCallback, changedFlow)).rejects.toThrow(
      /"state"|"iss"/,
    )
    // Had it been sent, the code would be spent now.
    expect(await client.requestAccessTokenCode(callback, flow)).toHaveProperty('accessToken')
  })

  test('injection: refuses an id token made for another flow', async () => {
    const client = await open('web')
    const { flow, callback } = await allow(client)
    const redeemed = client.requestAccessTokenCode(callback, { ...flow, nonce: 'other' })
    await expect(redeemed).rejects.toThrow('nonce')
  })
})

describe('LB-06: requestAccessTokenRefreshToken', () => {
  test('shares one refresh among parallel calls', async () => {
    const client = await open('web')
    // So that its family is the newest beyond doubt.
    issuer.clock.advance(1)
    const { refreshToken } = await signIn(client)
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => client.requestAccessTokenRefreshToken(refreshToken)),
    )
    expect(new Set(answers.map(({ accessToken }) => accessToken)).size).toBe(1)
    const { history } = await issuer.admin('refreshTokens.get', { id: await newestFamily() })
    // The issuer's grace would have answered 19 more, and noted it.
    expect(history.map(({ kind }) => kind).toSorted()).toEqual(['issued', 'rotated'])

    const next = await client.requestAccessTokenRefreshToken(answers[0]?.refreshToken ?? '')
    expect(next.refreshToken).not.toBe(answers[0]?.refreshToken)
  })

  test('asks again once a refresh has failed', async () => {
    const client = await open('web')
    const attempt = () => refusal(client.requestAccessTokenRefreshToken('unknown'))
    expect((await attempt()).code).toBe('invalid_grant')
    expect((await attempt()).code).toBe('invalid_grant')
  })

  test('keeps the refresh token where the issuer does not rotate it', async () => {
    const client = await open('reusing')
    const { refreshToken } = await signIn(client)
    const answer = await client.requestAccessTokenRefreshToken(refreshToken)
    expect(answer.refreshToken).toBe(refreshToken)
  })

  test('narrows the scope', async () => {
    const client = await open('web')
    const { refreshToken } = await signIn(client)
    const narrowed = await client.requestAccessTokenRefreshToken(refreshToken, { scope: 'read' })
    expect(narrowed.scope).toBe('read')
  })
})

describe('LB-07: requestAccessTokenClientCredentials', () => {
  test('LB-09: sends additional parameters, and explicit ones win', async () => {
    const client = await open('machine')
    const additional = { resource: 'urn:api', scope: 'other', grant_type: 'x', client_id: 'web' }
    const tokens = await client.requestAccessTokenClientCredentials('read', additional)
    expect(decodeJwt(tokens.accessToken)).toMatchObject({ aud: 'urn:api', client_id: 'machine' })
    expect(tokens.scope).toBe('read')
    const foreign = client.requestAccessTokenClientCredentials('read', { resource: 'urn:other' })
    expect((await refusal(foreign)).code).toMatch(/^invalid_(scope|target)$/)
  })
})

describe('LB-10: an error of the issuer is never lost', () => {
  test('at the token endpoint', async () => {
    const client = await open('machine')
    const error = await refusal(client.requestAccessTokenClientCredentials('admin'))
    expect(error).toMatchObject({ code: 'invalid_scope', status: 400 })
    expect(error.description).toMatch(/\w/)
    expect(error.message).toBe(`invalid_scope: ${error.description}`)
  })

  test('nor the code behind a challenge', async () => {
    const client = await open('machine', { clientSecret: 'not-the-secret-at-all' })
    const error = await refusal(client.requestAccessTokenClientCredentials('read'))
    expect(error).toMatchObject({ code: 'invalid_client', status: 401 })
    expect(error.description).toMatch(/\w/)
  })

  test('in the authorization response', async () => {
    const client = await open('web')
    const flow = await client.createCodeFlowUrl({
      redirectUri,
      scope: userScope,
      additionalParameters: { prompt: 'none' },
    })
    const agent = openUserAgent(issuer.url)
    const callback = await agent.settle(await agent.get(flow.url))
    if (!(callback instanceof URL)) throw new Error('Not sent back.')
    const error = await refusal(client.requestAccessTokenCode(callback, flow))
    expect(error).toMatchObject({ code: 'login_required', status: undefined })
  })

  test('when the token is revoked in the console', async () => {
    const client = await open('web')
    const { refreshToken } = await signIn(client)
    await issuer.admin('refreshTokens.revoke', {
      target: { kind: 'client', clientId: 'web' },
      mode: 'revoke',
      reason: 'test',
    })
    const error = await refusal(client.requestAccessTokenRefreshToken(refreshToken))
    expect(error.code).toBe('invalid_grant')
  })
})

async function newestFamily(): Promise<string> {
  const { rows } = await issuer.admin('refreshTokens.search', {
    filter: { clients: ['web'] },
    sort: { by: 'issued', direction: 'descending' },
    limit: 1,
  })
  return rows[0]?.id ?? ''
}
