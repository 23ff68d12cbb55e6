import { createHmac, createPublicKey } from 'node:crypto'

import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { OAuth2Client } from '#client/index.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import { openUserAgent, signInAndAllow } from '#test/support/user-agent.ts'

import { startApi } from './api.ts'
import type { Running } from './listen.ts'
import { alice, clientSecret, machineSecret, startSampleIssuer } from './sample-issuer.ts'

let issuer: TestIssuer
let api: Running

beforeAll(async () => {
  issuer = await startSampleIssuer()
  api = await startApi({ issuer: issuer.url })
})

afterAll(async () => {
  await api.close()
  await issuer[Symbol.asyncDispose]()
})

describe('SM-02: the API says why it refuses', () => {
  test('a request without a token', async () => {
    const response = await fetch(`${api.url}/identity`)
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="urn:webapisecurity"')
  })

  test('a token for another audience', async () => {
    const answer = await call(await machineToken('other'))
    expect(answer).toMatchObject({ status: 401, error: 'invalid_token' })
    expect(answer.why).toBe('The token is for urn:other, this is urn:webapisecurity.')
  })

  test('a token that has expired', async () => {
    issuer.clock.advance(-7200)
    const token = await machineToken('read')
    issuer.clock.advance(7200)
    const answer = await call(token)
    expect(answer).toMatchObject({ status: 401, error: 'invalid_token' })
    expect(answer.why).toMatch(/^The token expired at \d{4}-/)
  })

  test('an id token in the place of an access token', async () => {
    const answer = await call(await idToken())
    expect(answer).toMatchObject({ status: 401, error: 'invalid_token' })
    expect(answer.why).toBe("The token's typ is JWT, an access token's is at+jwt.")
  })

  test('a token without a signature', async () => {
    const answer = await call(forge(await machineToken('read'), { alg: 'none' }, () => ''))
    expect(answer).toMatchObject({ status: 401, error: 'invalid_token' })
    expect(answer.why).toMatch(/^The token's alg is none, accepted are RS256, /)
  })

  test('a token signed with the public key as if it were a shared one', async () => {
    const token = await machineToken('read')
    const { keys } = await (await fetch(`${issuer.url}/oauth2/jwks`)).json()
    const pem = createPublicKey({ key: keys[0], format: 'jwk' }).export({
      format: 'pem',
      type: 'spki',
    })
    const header = { alg: 'HS256', kid: keys[0].kid }
    const answer = await call(
      forge(token, header, (input) => createHmac('sha256', pem).update(input).digest('base64url')),
    )
    expect(answer).toMatchObject({ status: 401, error: 'invalid_token' })
    expect(answer.why).toMatch(/^The token's alg is HS256, accepted are RS256, /)
  })

  test('a token without the scope', async () => {
    const answer = await call(await machineToken('write'))
    expect(answer).toMatchObject({ status: 403, error: 'insufficient_scope' })
    expect(answer.why).toBe('The token lacks the scope read.')
    expect(answer.challenge).toContain('scope="read"')
  })

  test('a token in the query', async () => {
    const token = await machineToken('read')
    const response = await fetch(`${api.url}/identity?access_token=${token}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: 'invalid_request' })
  })

  test('and it answers a machine that has the scope', async () => {
    expect(await call(await machineToken('read'))).toMatchObject({ status: 200 })
  })

  test('and it does not blame the token while the issuer is away', async () => {
    const lonely = await startApi({ issuer: 'http://localhost:1' })
    expect(await call(await machineToken('read'), lonely)).toMatchObject({ status: 503 })
    await lonely.close()
  })
})

async function machineToken(scope: string): Promise<string> {
  const client = await OAuth2Client.discover({
    issuer: issuer.url,
    clientId: 'machine',
    clientSecret: machineSecret,
  })
  return (await client.requestAccessTokenClientCredentials(scope)).accessToken
}

async function idToken(): Promise<string> {
  const client = await OAuth2Client.discover({
    issuer: issuer.url,
    clientId: 'codeflowclient',
    clientSecret,
  })
  const flow = await client.createCodeFlowUrl({
    redirectUri: 'http://127.0.0.1:44303/callback',
    scope: 'openid read',
  })
  const callback = await signInAndAllow(openUserAgent(issuer.url), new URL(flow.url), alice)
  return (await client.requestAccessTokenCode(callback, flow)).idToken ?? ''
}

function forge(token: string, header: object, sign: (input: string) => string): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const input = `${encode({ typ: 'at+jwt', ...header })}.${encode(decodeJwt(token))}`
  return `${input}.${sign(input)}`
}

async function call(token: string, { url } = api) {
  const response = await fetch(`${url}/identity`, { headers: { authorization: `Bearer ${token}` } })
  const body = await response.json()
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    error: body.error,
    why: body.error_description,
  }
}
