import { request } from 'node:http'

import { afterEach, expect, test, vi } from 'vitest'

import { openThrottle } from '#protocol/throttle.ts'
import { beginInteraction, trySignIn } from '#test/support/hostile-forms.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import { basic, post, type Answer, type Form } from '#test/support/relying-party.ts'
import { alice, bob, other, startWorkspace, web } from '#test/support/workspace.ts'

afterEach(() => void vi.useRealTimers())

const wrong = { username: alice.username, password: 'not the password' }

/** Why each sign-in was refused, as the console shows it. */
async function reasons(issuer: TestIssuer, count: number): Promise<string[]> {
  const refused = async (): Promise<string[]> => {
    const { records } = await issuer.admin('activity.list', {
      filter: { outcomes: ['refused'] },
      limit: 500,
    })
    return records
      .filter(({ endpoint }) => endpoint === 'sign-in')
      .map(({ reason }) => reason ?? '')
  }
  await expect.poll(async () => (await refused()).length).toBe(count)
  return refused()
}

test('of many wrong passwords, 10 are looked at (row 56)', async () => {
  await using issuer = await startWorkspace()
  for (let count = 0; count < 25; count += 1)
    expect((await trySignIn(issuer, wrong)).status).toBe(401)
  const evaluated = (await reasons(issuer, 25)).filter((why) => why.includes('a wrong password'))
  expect(evaluated).toHaveLength(10)
  // Even the right one no longer counts, by whatever case the name is written in.
  for (const username of ['alice', 'ALICE', 'Alice'])
    expect((await trySignIn(issuer, { ...alice, username })).status).toBe(401)
  expect((await trySignIn(issuer, bob)).status).toBe(303)
})

test('of many wrong passwords at the same time, 10 are looked at (row 56)', async () => {
  await using issuer = await startWorkspace()
  const answers = await Promise.all(Array.from({ length: 40 }, () => trySignIn(issuer, wrong)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]))
  const evaluated = (await reasons(issuer, 40)).filter((why) => why.includes('a wrong password'))
  expect(evaluated).toHaveLength(10)
})

test('a right password before the tenth wrong one forgives those before (row 56)', async () => {
  await using issuer = await startWorkspace()
  for (let round = 0; round < 3; round += 1) {
    for (let count = 0; count < 9; count += 1) await trySignIn(issuer, wrong)
    expect((await trySignIn(issuer, alice)).status).toBe(303)
  }
})

test.runIf(process.platform === 'linux')(
  'the user still comes in from another address (row 56)',
  async () => {
    await using issuer = await startWorkspace()
    for (let count = 0; count < 11; count += 1) await trySignIn(issuer, wrong)
    expect((await trySignIn(issuer, alice)).status).toBe(401)
    const interaction = await beginInteraction(issuer)
    const { username, password } = alice
    const body = new URLSearchParams({ interaction, username, password }).toString()
    expect(await postFrom('127.0.0.2', `${issuer.url}/oauth2/sign-in`, body)).toBe(303)
  },
)

function postFrom(localAddress: string, url: string, body: string): Promise<number | undefined> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const { port, host } = new URL(url)
  return new Promise((resolve, reject) => {
    request(
      url,
      { method: 'POST', hostname: '127.0.0.1', port, localAddress, headers: { ...headers, host } },
      (response) => {
        response.resume()
        resolve(response.statusCode)
      },
    )
      .on('error', reject)
      .end(body)
  })
}

test('wrong, unknown, disabled and locked are told in the same words (row 59)', async () => {
  await using issuer = await startWorkspace()
  const { settings, version } = await issuer.admin('users.get', { subject: bob.subject })
  const disabled = { ...settings, disabled: true }
  await issuer.admin('users.update', { subject: bob.subject, version, settings: disabled })
  const page = async (username: string, password: string): Promise<string> => {
    const response = await trySignIn(issuer, { username, password })
    expect(response.status).toBe(401)
    const html = await response.text()
    return html
      .replaceAll(/name="interaction" value="[^"]+"/g, '')
      .replaceAll(`value="${username}"`, '')
  }
  const words = await page('alice', 'not the password')
  expect(words).toContain('The user name or the password is not right')
  expect(await page('nobody', 'not the password')).toBe(words)
  expect(await page('bob', bob.password)).toBe(words)
  for (let count = 0; count < 12; count += 1) await trySignIn(issuer, wrong)
  expect(await page('alice', alice.password)).toBe(words)
  for (let count = 0; count < 12; count += 1)
    await trySignIn(issuer, { username: 'nobody', password: 'x' })
  expect(await page('nobody', 'x')).toBe(words)
})

const ways: readonly (readonly [
  string,
  (secret: string) => readonly [Form, Record<string, string>],
])[] = [
  ['post', (secret) => [{ client_id: 'web', client_secret: secret }, {}]],
  ['basic', (secret) => [{}, { ...basic('web', secret) }]],
]

for (const path of ['/oauth2/token', '/oauth2/revoke', '/oauth2/introspect'])
  test.each(ways)(
    `of many wrong secrets at ${path} by %s, 30 are looked at (row 57)`,
    async (_way, send) => {
      await using issuer = await startWorkspace()
      const attempt = (secret: string): Promise<Answer> => {
        const [form, headers] = send(secret)
        return post(issuer, path, { grant_type: 'refresh_token', token: 'x', ...form }, headers)
      }
      const guesses = Array.from({ length: 40 }, (_, index) => attempt(`guess-${index}`))
      const statuses = (await Promise.all(guesses)).map(({ status }) => status)
      expect(statuses.filter((status) => status === 401)).toHaveLength(30)
      expect(statuses.filter((status) => status === 429)).toHaveLength(10)
      const locked = await attempt(web.client_secret)
      expect(locked.status).toBe(429)
      expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(Number(locked.headers.get('retry-after'))).toBeLessThanOrEqual(60)
      expect(locked.body['error']).toBe('invalid_client')
      const unaffected = await post(issuer, '/oauth2/introspect', { token: 'x', ...other })
      expect(unaffected.status).toBe(200)
    },
  )

test('a throttle opens again when its window ends, by the monotonic clock alone', () => {
  vi.useFakeTimers({ toFake: ['performance', 'Date'] })
  const throttle = openThrottle(10, 900)
  for (let count = 0; count < 10; count += 1) {
    expect(throttle.wait('alice')).toBe(0)
    throttle.count('alice')
  }
  expect(throttle.wait('alice')).toBe(900)
  vi.setSystemTime(Date.now() + 86_400_000)
  expect(throttle.wait('alice')).toBe(900)
  vi.advanceTimersByTime(899_000)
  // A try while it is closed does not keep it closed.
  throttle.count('alice')
  expect(throttle.wait('alice')).toBe(1)
  vi.advanceTimersByTime(1000)
  expect(throttle.wait('alice')).toBe(0)
})

test('a throttle forgets the oldest of 10,000 keys, so nobody fills the memory', () => {
  const throttle = openThrottle(1, 900)
  throttle.count('first')
  for (let key = 0; key < 9999; key += 1) throttle.count(String(key))
  expect(throttle.wait('first')).toBeGreaterThan(0)
  throttle.count('one more')
  expect(throttle.wait('first')).toBe(0)
  expect(throttle.wait('one more')).toBeGreaterThan(0)
})
