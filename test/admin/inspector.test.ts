import { createHmac } from 'node:crypto'

import { afterEach, beforeEach, expect, test } from 'vitest'

import type { InspectedToken } from '#contract/inspector.ts'
import type { Input } from '#contract/operations.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import {
  claimsOf,
  obtainCode,
  obtainTokens,
  post,
  redeemCode,
  refresh,
  tokensOf,
} from '#test/support/relying-party.ts'
import { alice, machine, startWorkspace, web } from '#test/support/workspace.ts'

let issuer: TestIssuer
beforeEach(async () => void (issuer = await startWorkspace()))
afterEach(async () => {
  expect(issuer.bugs).toEqual([])
  await issuer[Symbol.asyncDispose]()
})

type Api = Input<'inspector.inspect'>['api']

async function inspect(text: string, api: Api = {}): Promise<readonly InspectedToken[]> {
  return (await issuer.admin('inspector.inspect', { text, api })).tokens
}

async function only(text: string, api: Api = {}): Promise<InspectedToken> {
  const [token, ...others] = await inspect(text, api)
  if (!token || others.length > 0) throw new Error(`${others.length + Number(!!token)} tokens`)
  return token
}

function ruleOf({ api }: InspectedToken, name: string) {
  const found = api?.rules.find(({ rule }) => rule === name)
  if (!found) throw new Error(`No rule ${name}`)
  return found
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** The token with other members in its header and claims, its signature as it was. */
function altered(jwt: string, header: object, claims: object): string {
  const [head = '', , signature = ''] = jwt.split('.')
  // A JOSE header is a JSON object (RFC 7515 §4).
  const before = JSON.parse(Buffer.from(head, 'base64url').toString()) as object
  return [
    encode({ ...before, ...header }),
    encode({ ...claimsOf(jwt), ...claims }),
    signature,
  ].join('.')
}

test('an access token is verified, explained, and led to its record', async () => {
  const { access_token: token } = await obtainTokens(issuer)
  const found = await only(token, { audience: 'urn:api', scope: ['read'] })
  expect(found.kind).toBe('access token')
  expect(found.verdict).toMatchObject({ tone: 'good', title: expect.stringContaining('valid now') })
  expect(found.api?.accepted).toBe(true)
  expect(found.api?.rules.map(({ outcome }) => outcome)).not.toContain('unchecked')
  expect(found.record).toMatchObject({
    family: 'g1',
    status: 'active',
    clientName: 'Web',
    username: 'alice',
    subject: alice.subject,
  })
  const exp = found.jwt?.claims.find(({ name }) => name === 'exp')
  expect(exp).toMatchObject({ at: claimsOf(token)['exp'], clause: 'RFC 7519 §4.1.4' })
  expect(found.jwt?.header.map(({ name }) => name)).toContain('kid')
})

test('found in a line of a log, beside others and encoded', async () => {
  const tokens = await obtainTokens(issuer)
  const { access_token, refresh_token, id_token } = tokens
  const line = `2026-11-25T09:00:00Z GET /x?access_token=${access_token}&b=1 "Authorization: Bearer ${access_token}" {"refresh_token":"${refresh_token}"} q=id_token%3D${id_token}%26 www.example.com jti=${String(claimsOf(access_token)['jti'])}`
  const found = await inspect(line)
  expect(found.map(({ kind, label }) => [kind, label])).toEqual([
    ['access token', 'access_token'],
    ['access token', 'Bearer'],
    ['refresh token', 'refresh_token'],
    ['id token', 'id_token'],
    ['jti', 'jti'],
  ])
  for (const { start, length, kind } of found) {
    const value = line.slice(start, start + length)
    expect(kind === 'jti' || Object.values(tokens).includes(value), value).toBe(true)
  }
  expect(await inspect('nothing.to.see here, www.example.com and e30')).toEqual([])
})

test.each([
  ['alg none', () => ({ alg: 'none' }), 'Not signed', 'anyone can have written it'],
  ['alg nOnE', () => ({ alg: 'nOnE' }), 'Not signed', 'anyone can have written it'],
  ['an unknown key', () => ({ kid: 'nobody' }), 'Not proven', 'the key nobody'],
  ['another algorithm than the key’s', () => ({ alg: 'RS256' }), 'Not proven', 'is for ES256'],
  ['a critical header', () => ({ crit: ['b64'] }), 'Not proven', 'b64'],
])('%s is said plainly, and no API accepts it', async (_, header, title, sentence) => {
  const { access_token } = await obtainTokens(issuer)
  const found = await only(altered(access_token, header(), {}), { audience: 'urn:api' })
  expect(found.verdict.tone).toBe('bad')
  expect(found.verdict.title).toContain(title)
  expect(found.verdict.sentences.join(' ')).toContain(sentence)
  expect(found.api?.accepted).toBe(false)
  expect(ruleOf(found, 'Signature').outcome).toBe('refused')
  expect(found.record).toBeNull()
})

test('a changed claim is seen as tampering, and nothing is looked up by it', async () => {
  const { access_token } = await obtainTokens(issuer)
  const found = await only(altered(access_token, {}, { scope: 'read write admin' }))
  expect(found.verdict.title).toBe('Tampered with or forged')
  expect(found.record).toBeNull()
})

test('signed with the public key as a shared secret: refused', async () => {
  const { access_token } = await obtainTokens(issuer)
  const jwks = await (await fetch(new URL('/oauth2/jwks', issuer.url))).text()
  const [head = '', body = ''] = altered(access_token, { alg: 'HS256' }, {}).split('.')
  const mac = createHmac('sha256', jwks).update(`${head}.${body}`).digest('base64url')
  const found = await only(`${head}.${body}.${mac}`)
  expect(found.verdict.sentences.join(' ')).toContain('shared secret (HS256)')
  expect(ruleOf(found, 'Algorithm').outcome).toBe('refused')
})

test('a token of another issuer is called that', async () => {
  await using elsewhere = await startWorkspace()
  const { access_token } = await obtainTokens(elsewhere)
  const found = await only(access_token)
  expect(found.verdict).toMatchObject({ tone: 'unknown', title: 'A JWT of another issuer' })
  expect(found.verdict.sentences.join(' ')).toContain(elsewhere.url)
  expect(ruleOf(found, 'Issuer')).toMatchObject({
    outcome: 'refused',
    expected: issuer.url,
    received: elsewhere.url,
  })
})

test('an id token given to an API is refused by its type', async () => {
  const { id_token = '' } = await obtainTokens(issuer, { nonce: 'n' })
  const found = await only(id_token, { audience: 'web' })
  expect(found.kind).toBe('id token')
  expect(found.verdict.sentences.join(' ')).toContain('no access token')
  expect(found.api?.accepted).toBe(false)
  expect(ruleOf(found, 'Type')).toMatchObject({
    outcome: 'refused',
    received: expect.stringContaining('an id token by its claims'),
  })
})

test('expired, with and without allowance for clocks; wrong audience; missing scope', async () => {
  const { access_token, expires_in } = await obtainTokens(issuer)
  const api = { audience: 'urn:mail', scope: ['read', 'send'] }
  const early = await only(access_token, api)
  expect(ruleOf(early, 'Audience')).toMatchObject({ outcome: 'refused', received: 'urn:api' })
  expect(ruleOf(early, 'Scope')).toMatchObject({ outcome: 'refused', expected: 'read send' })
  issuer.clock.advance(expires_in)
  const late = await only(access_token)
  expect(late.verdict.title).toContain('has expired')
  expect(ruleOf(late, 'Expiry').outcome).toBe('refused')
  expect(ruleOf(await only(access_token, { clockSkew: 1 }), 'Expiry').outcome).toBe('passed')
})

test('revoked here: introspection says no, an API that checks alone says yes', async () => {
  const { access_token } = await obtainTokens(issuer)
  await post(issuer, '/oauth2/revoke', { token: access_token, ...web })
  const found = await only(access_token, { audience: 'urn:api' })
  expect(found.verdict).toMatchObject({ tone: 'warning' })
  expect(found.verdict.title).toContain('revoked')
  expect(found.api?.accepted).toBe(true)
})

test('a refresh token tells its generation: current, spent, revoked', async () => {
  const first = (await obtainTokens(issuer)).refresh_token ?? ''
  const second = tokensOf(await refresh(issuer, first)).refresh_token ?? ''
  expect(await only(second)).toMatchObject({
    verdict: { tone: 'good' },
    record: { family: 'g1', generation: { own: 2, current: 2 } },
  })
  expect(await only(first)).toMatchObject({
    verdict: { tone: 'warning', title: 'A refresh token that is spent' },
    record: { generation: { own: 1, current: 2 } },
  })
  issuer.clock.advance(3600)
  await refresh(issuer, first)
  expect((await only(second)).verdict.title).toContain('replayed')
})

test('a forged refresh token and one that is cut short are told apart', async () => {
  const token = (await obtainTokens(issuer)).refresh_token ?? ''
  const forged = token.slice(0, -4) + (token.endsWith('AAAA') ? 'BBBB' : 'AAAA')
  expect(await only(forged)).toMatchObject({
    verdict: { tone: 'bad', title: 'A forged refresh token' },
    record: null,
  })
  expect((await only(token.slice(0, 40))).verdict.title).toBe('Not a whole refresh token')
})

test('a code: open, spent, expired', async () => {
  const code = await obtainCode(issuer)
  expect((await only(`code=${code}&state=x`)).verdict).toMatchObject({ tone: 'good' })
  await redeemCode(issuer, code)
  expect((await only(code)).verdict.title).toContain('spent')
  const late = await obtainCode(issuer)
  issuer.clock.advance(600)
  expect((await only(late)).verdict.title).toContain('expired')
})

test('an opaque access token is found by its digest', async () => {
  const settings = await issuer.admin('clients.get', { clientId: 'web' })
  await issuer.admin('clients.update', {
    clientId: 'web',
    version: settings.version,
    settings: { ...settings.settings, accessToken: { lifetime: 600, format: 'opaque' } },
  })
  const { access_token } = await obtainTokens(issuer)
  expect(await only(access_token)).toMatchObject({
    kind: 'opaque access token',
    verdict: { tone: 'good' },
    record: { family: 'g1', clientName: 'Web' },
  })
  expect((await only(`${access_token.slice(0, -2)}zz`)).verdict.tone).toBe('bad')
  await post(issuer, '/oauth2/revoke', { token: access_token, ...web })
  expect((await only(access_token)).verdict.title).toContain('is revoked')
})

test('a jti from a log leads to its family; one of client credentials cannot', async () => {
  const { access_token } = await obtainTokens(issuer)
  const jti = String(claimsOf(access_token)['jti'])
  expect(await only(jti)).toMatchObject({
    kind: 'jti',
    verdict: { tone: 'good' },
    record: { family: 'g1' },
  })
  const other = `${jti.slice(0, -3)}xyz`
  expect((await only(other)).verdict.title).toBe('Not the id of a token on record')
  const answer = await post(issuer, '/oauth2/token', {
    grant_type: 'client_credentials',
    scope: 'read',
    ...machine,
  })
  const machineToken = String(answer.body['access_token'])
  expect(await only(machineToken)).toMatchObject({
    verdict: { tone: 'good' },
    record: { family: null, clientName: 'Machine' },
  })
  const lone = await only(String(claimsOf(machineToken)['jti']))
  expect(lone.verdict.tone).toBe('unknown')
})

test('no token comes back, and nothing of what was pasted is kept', async () => {
  const { access_token, refresh_token = '', id_token = '' } = await obtainTokens(issuer)
  const code = await obtainCode(issuer)
  const nested = altered(
    access_token,
    { kid: access_token },
    { iss: refresh_token, act: { token: id_token } },
  )
  const text = [access_token, refresh_token, id_token, code, nested, access_token].join(' ')
  const answer = JSON.stringify(await issuer.admin('inspector.inspect', { text }))
  for (const token of [access_token, refresh_token, id_token, code, nested]) {
    expect(answer).not.toContain(token)
    expect(answer).not.toContain(token.slice(-12))
  }
  const records = JSON.stringify(await issuer.admin('activity.list', { limit: 500 }))
  const audit = JSON.stringify(await issuer.admin('audit.list', { limit: 500 }))
  expect(`${records}${audit}`).not.toContain('inspector')
  const long = await issuer.reply('inspector.inspect', { text: 'x'.repeat(65_537) })
  expect(long).toMatchObject({ ok: false, error: { code: 'invalid_input', path: 'text' } })
  expect(JSON.stringify(long)).not.toContain('xxx')
})

test('a text made to be slow is looked through at once', async () => {
  for (const text of [
    'eyJ'.repeat(21_000),
    'a.'.repeat(32_000),
    'eyJ.'.repeat(16_000),
    '%3D'.repeat(21_000),
  ]) {
    const before = process.cpuUsage()
    await inspect(text)
    const { user } = process.cpuUsage(before)
    expect(user).toBeLessThan(1_000_000)
  }
})
