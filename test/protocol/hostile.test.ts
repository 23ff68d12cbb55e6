import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { beginInteraction, signIn } from '#test/support/hostile-forms.ts'
import { anyRequest, mutate, mutations } from '#test/support/hostile-requests.ts'
import { expectHeaders, formType, header, sentenceOf } from '#test/support/hostile-surface.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import { raw, type RawAnswer } from '#test/support/raw-socket.ts'
import {
  authorizationUrl,
  codeVerifier,
  obtainCode,
  obtainTokens,
  type Tokens,
} from '#test/support/relying-party.ts'
import { alice, machine, redirectUri, startWorkspace, web } from '#test/support/workspace.ts'

function start(): Promise<TestIssuer> {
  return startWorkspace({ postLogoutRedirectUris: [redirectUri] })
}

/** Never our fault, never without a word: whatever was sent. */
function expectDecent(issuer: TestIssuer, answer: RawAnswer): void {
  expect(issuer.bugs).toEqual([])
  expect(answer.status).toBeGreaterThanOrEqual(200)
  expect(answer.status).toBeLessThan(500)
  expect(answer.headers.get('set-cookie')?.join() ?? '').not.toContain('injected')
  expect(answer.text.match(/HTTP\/1\.1 \d{3} /g)).toHaveLength(1)
  if (answer.status < 400) return
  expectHeaders(answer)
  expect(sentenceOf(answer)).toMatch(/^[A-Za-z].*\.$/)
  if (header(answer, 'content-type')?.startsWith('application/json'))
    expect(JSON.parse(answer.body)).toEqual({
      error: expect.stringMatching(/^[a-z_]+$/),
      error_description: expect.stringMatching(/^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/),
    })
}

/** Follows a redirect to a page of ours: what was let through has to hold there too. */
async function expectDecentToTheEnd(
  issuer: TestIssuer,
  answer: RawAnswer,
  cookie: string,
): Promise<void> {
  expectDecent(issuer, answer)
  const location = header(answer, 'location')
  if (location?.startsWith('/'))
    expectDecent(issuer, await raw(issuer.url, { path: location, headers: [['Cookie', cookie]] }))
}

const bounded = { interruptAfterTimeLimit: 15_000, endOnFailure: false }

test('any request is answered decently (row 76)', async () => {
  await using issuer = await start()
  await fc.assert(
    fc.asyncProperty(anyRequest, async (request) =>
      expectDecent(issuer, await raw(issuer.url, request)),
    ),
    { ...bounded, numRuns: 1500 },
  )
}, 60_000)

interface Plausible {
  readonly path: string
  readonly form: Readonly<Record<string, string>>
  readonly cookie?: string
  readonly inQuery?: boolean
}

const asked = (issuer: TestIssuer): Record<string, string> =>
  Object.fromEntries(authorizationUrl(issuer).searchParams)

/** For each endpoint, a request that would be accepted. */
const plausible: Readonly<
  Record<string, (issuer: TestIssuer, tokens: Tokens) => Plausible | Promise<Plausible>>
> = {
  authorize: (issuer) => ({ path: '/oauth2/authorize', form: asked(issuer), inQuery: true }),
  'authorize by post': (issuer) => ({ path: '/oauth2/authorize', form: asked(issuer) }),
  'authorize for a signed-in user': async (issuer) => ({
    path: '/oauth2/authorize',
    form: { ...asked(issuer), prompt: 'none', max_age: '60', nonce: 'n', resource: 'urn:api' },
    cookie: await signIn(issuer),
    inQuery: true,
  }),
  'sign-in': async (issuer) => ({
    path: '/oauth2/sign-in',
    form: {
      interaction: await beginInteraction(issuer),
      username: alice.username,
      password: alice.password,
    },
  }),
  consent: async (issuer) => {
    const cookie = await signIn(issuer)
    const interaction = await beginInteraction(issuer, {}, cookie)
    const chosen = { 'scope:read': 'on', offline: 'on', duration: '3600' }
    return { path: '/oauth2/consent', form: { interaction, decision: 'allow', ...chosen }, cookie }
  },
  logout: async (_issuer, tokens) => ({
    path: '/oauth2/logout',
    form: {
      client_id: 'web',
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: redirectUri,
      state: 's',
    },
    inQuery: true,
  }),
  'logout, confirmed': async (issuer) => ({
    path: '/oauth2/logout/confirm',
    form: { decision: 'out', client_id: 'web', post_logout_redirect_uri: redirectUri, state: 's' },
    cookie: await signIn(issuer),
  }),
  'a code': async (issuer) => ({
    path: '/oauth2/token',
    form: {
      ...web,
      grant_type: 'authorization_code',
      code: await obtainCode(issuer),
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
    },
  }),
  'a refresh token': (_issuer, tokens) => ({
    path: '/oauth2/token',
    form: {
      ...web,
      grant_type: 'refresh_token',
      refresh_token: tokens.refresh_token ?? '',
      scope: 'openid read',
      resource: 'urn:api',
    },
  }),
  'client credentials': () => ({
    path: '/oauth2/token',
    form: { ...machine, grant_type: 'client_credentials', scope: 'read', resource: 'urn:api' },
  }),
  introspection: (_issuer, tokens) => ({
    path: '/oauth2/introspect',
    form: { ...web, token: tokens.access_token, token_type_hint: 'access_token' },
  }),
  revocation: (_issuer, tokens) => ({
    path: '/oauth2/revoke',
    form: { ...web, token: tokens.refresh_token ?? '', token_type_hint: 'refresh_token' },
  }),
}

describe('a request that would be accepted, but for one thing or two (row 76)', () => {
  test.each(Object.entries(plausible))('%s', async (_name, prepare) => {
    // One of its own: what is refused often is refused to the others too, for a while.
    await using issuer = await start()
    const tokens = await obtainTokens(issuer)
    const send = async (form: string, { path, cookie = '', inQuery }: Plausible) =>
      raw(issuer.url, {
        method: inQuery ? 'GET' : 'POST',
        path: inQuery ? `${path}?${form.replaceAll(/[\s\0]/g, '+')}` : path,
        headers: [['Cookie', cookie], ...(inQuery ? [] : [formType])],
        body: inQuery ? '' : form,
      })
    const accepted = await prepare(issuer, tokens)
    expect((await send(mutate(accepted.form, []), accepted)).status).toBeLessThan(400)
    await fc.assert(
      fc.asyncProperty(mutations, async (changes) => {
        const request = await prepare(issuer, tokens)
        const answer = await send(mutate(request.form, changes), request)
        await expectDecentToTheEnd(issuer, answer, request.cookie ?? '')
      }),
      { ...bounded, numRuns: 80 },
    )
  })
})

// A loopback redirect URI may have any port (RFC 8252 §7.3), and 99999 is none.
test('a port that cannot be is refused, not a bug', async () => {
  await using fresh = await startWorkspace()
  const redirectUri = 'http://127.0.0.1:99999/callback'
  const { pathname, search } = authorizationUrl(fresh, { redirect_uri: redirectUri })
  expect((await raw(fresh.url, { path: pathname + search })).status).toBe(400)
})

test('afterwards it works as before', async () => {
  await using issuer = await start()
  expect(await obtainCode(issuer)).toMatch(/^lkc_/)
  expect(Object.keys(Object.prototype)).toEqual([])
})
