import { expect, test } from 'vitest'

import { defaultPasswordCost } from '#domain/password.ts'
import { openIssuer } from '#issuer'
import {
  beginInteraction,
  isSignedIn,
  sendForm,
  sessionCookie,
  signIn,
  trySignIn,
} from '#test/support/hostile-forms.ts'
import { raw, rawForm } from '#test/support/raw-socket.ts'
import { alice, startWorkspace, workspace } from '#test/support/workspace.ts'

test('a sign-in gives a new session and ends the old one (row 60)', async () => {
  await using issuer = await startWorkspace()
  const first = await signIn(issuer)
  const second = await signIn(issuer, first)
  expect(second).not.toBe(first)
  expect(await isSignedIn(issuer, first)).toBe(false)
  expect(await isSignedIn(issuer, second)).toBe(true)
})

test('a session that somebody else has set is not taken over (row 60)', async () => {
  await using issuer = await startWorkspace()
  const { port } = new URL(issuer.url)
  const planted = `latchkey_${port}=${'a'.repeat(43)}`
  const cookie = await signIn(issuer, planted)
  expect(cookie).not.toBe(planted)
  expect(await isSignedIn(issuer, planted)).toBe(false)
  expect(await isSignedIn(issuer, `${planted}; ${cookie.replace('=', '_=')}`)).toBe(false)
})

test('a wrong password neither gives a session nor ends one (row 60)', async () => {
  await using issuer = await startWorkspace()
  const cookie = await signIn(issuer)
  const refused = await trySignIn(issuer, { username: 'alice', password: 'wrong' }, cookie)
  expect(refused.headers.getSetCookie()).toEqual([])
  expect(await isSignedIn(issuer, cookie)).toBe(true)
})

test('a session ends after ten hours, however much it is used (row 61)', async () => {
  await using issuer = await startWorkspace()
  const cookie = await signIn(issuer)
  for (let hour = 1; hour < 10; hour += 1) {
    issuer.clock.advance(3600)
    expect(await isSignedIn(issuer, cookie)).toBe(true)
  }
  issuer.clock.advance(3599)
  expect(await isSignedIn(issuer, cookie)).toBe(true)
  issuer.clock.advance(1)
  expect(await isSignedIn(issuer, cookie)).toBe(false)
})

test('signing out ends the session at the issuer, not only its cookie (row 61)', async () => {
  await using issuer = await startWorkspace()
  const cookie = await signIn(issuer)
  const answer = await sendForm(issuer, '/oauth2/logout/confirm', { decision: 'out' }, { cookie })
  expect(answer.headers.getSetCookie()[0]).toMatch(/=; .*Expires=Thu, 01 Jan 1970/)
  expect(await isSignedIn(issuer, cookie)).toBe(false)
})

test('"not you" ends the session too (row 61)', async () => {
  await using issuer = await startWorkspace()
  const cookie = await signIn(issuer)
  const interaction = await beginInteraction(issuer, {}, cookie)
  const form = { interaction, decision: 'switch' }
  const answer = await sendForm(issuer, '/oauth2/consent', form, { cookie })
  expect(answer.headers.get('location')).toContain('/oauth2/sign-in')
  expect(await isSignedIn(issuer, cookie)).toBe(false)
})

test('a disabled user has no session, a deleted one neither (row 61)', async () => {
  await using issuer = await startWorkspace()
  const cookie = await signIn(issuer)
  await issuer.admin('users.delete', { subject: alice.subject })
  expect(await isSignedIn(issuer, cookie)).toBe(false)
})

test('on http the cookie is for this port, for no script and no foreign site (row 62)', async () => {
  await using issuer = await startWorkspace()
  const answer = await trySignIn(issuer, alice)
  const { port } = new URL(issuer.url)
  const [cookie = '', ...others] = answer.headers.getSetCookie()
  expect(others).toEqual([])
  expect(cookie).toMatch(
    new RegExp(`^latchkey_${port}=[\\w-]{43}; Max-Age=36000; Path=/; HttpOnly; SameSite=Lax$`),
  )
})

test('behind https it is a __Host- cookie (row 62)', async () => {
  const issuer = await openIssuer({
    data: ':memory:',
    port: 0,
    issuer: 'https://id.example',
    sample: false,
    configuration: workspace(),
    passwordCost: 16,
  })
  try {
    const at = { url: `http://localhost:${issuer.port}` }
    const cookie = sessionCookieLine(await trySignIn(at, alice))
    expect(cookie).toMatch(
      /^__Host-latchkey=[\w-]{43}; Max-Age=36000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    const interaction = await beginInteraction(at)
    const page = await raw(at.url, {
      path: `/oauth2/sign-in?interaction=${interaction}`,
      host: 'id.example',
    })
    expect(page.status).toBe(200)
    const { username, password } = alice
    const body = new URLSearchParams({ interaction, username, password }).toString()
    for (const [origin, status] of [
      ['http://id.example.evil', 400],
      ['https://id.example', 303],
    ] as const) {
      const headers = [['Origin', origin]] as const
      expect((await rawForm(at.url, '/oauth2/sign-in', body, headers)).status).toBe(status)
    }
  } finally {
    await issuer.close()
  }
})

function sessionCookieLine(response: Response): string {
  expect(sessionCookie(response)).not.toBe('')
  return response.headers.getSetCookie()[0] ?? ''
}

test('40 sign-ins at once do not keep others waiting; those beyond the queue hear so (row 55)', async () => {
  const issuer = await openIssuer({
    data: ':memory:',
    port: 0,
    sample: false,
    configuration: workspace(),
    passwordCost: defaultPasswordCost / 4,
  })
  try {
    const burst = { isOver: false }
    const start = performance.now()
    const signIns = Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        trySignIn(issuer, { username: `nobody-${index}`, password: 'guess' }),
      ),
    ).finally(() => (burst.isOver = true))
    const times: number[] = []
    while (!burst.isOver) {
      const before = performance.now()
      const answer = await raw(issuer.url, { path: '/.well-known/openid-configuration' })
      expect(answer.status).toBe(200)
      times.push(performance.now() - before)
    }
    const answers = await signIns
    const whole = performance.now() - start
    const statuses = answers.map(({ status }) => status)
    const evaluated = statuses.filter((status) => status === 401)
    const refused = statuses.filter((status) => status === 503)
    expect(evaluated.length + refused.length).toBe(40)
    expect(evaluated.length).toBeGreaterThanOrEqual(20)
    expect(refused.length).toBeGreaterThan(0)
    const p95 = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)]
    expect(p95).toBeLessThan(whole / 20)
    const turnedAway = answers.find(({ status }) => status === 503)
    expect(turnedAway?.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(await turnedAway?.text()).toContain('Too many people sign in at this moment.')
    expect((await trySignIn(issuer, alice)).status).toBe(303)
  } finally {
    await issuer.close()
  }
})
