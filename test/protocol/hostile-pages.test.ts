import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { launchBrowser } from '#test/support/browser.ts'
import { openWatchedPage } from '#test/support/hostile-browser.ts'
import { beginInteraction, signIn } from '#test/support/hostile-forms.ts'
import { hundredPayloads, skeletonOf } from '#test/support/hostile-payloads.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import { raw, rawForm } from '#test/support/raw-socket.ts'
import { authorizationUrl } from '#test/support/relying-party.ts'
import { alice, changeClient, startWorkspace } from '#test/support/workspace.ts'

// Row 78: whatever users, clients and administrators write is text on a page, and nothing else.

let issuer: TestIssuer
beforeAll(async () => {
  issuer = await startWorkspace({ postLogoutRedirectUris: ['https://client.example/bye'] })
})
afterAll(async () => {
  expect(issuer.bugs).toEqual([])
  await issuer[Symbol.asyncDispose]()
})

const harmless = 'harmless'
const tricky = hundredPayloads.filter((payload) => /[<>"']/.test(payload))

test('there are a hundred payloads, all different', () => {
  expect(new Set(hundredPayloads).size).toBe(100)
})

/** Fetches a page with a harmless text and with each payload: it has the same elements. */
async function expectSamePage(page: (text: string) => Promise<string>): Promise<void> {
  const expected = skeletonOf(await page(harmless))
  expect(expected).toContain('<!doctype html>')
  for (const payload of tricky) {
    const html = await page(payload)
    expect({ payload, skeleton: skeletonOf(html) }).toEqual({ payload, skeleton: expected })
    expect(html).not.toContain(payload)
  }
}

describe('what a request brings', () => {
  test.each([...authorizationUrl({ url: 'http://localhost' }).searchParams.keys(), 'error', 'x'])(
    '%s of an authorization request',
    async (name) => {
      const cookie = await signIn(issuer)
      await expectSamePage(async (text) => {
        const { pathname, search } = authorizationUrl(issuer, { client_id: 'nobody', [name]: text })
        return (await raw(issuer.url, { path: pathname + search, headers: [['Cookie', cookie]] }))
          .body
      })
    },
  )

  test('the hint on the sign-in page', async () => {
    await expectSamePage(async (text) => {
      const interaction = await beginInteraction(issuer, { login_hint: text })
      return (await raw(issuer.url, { path: `/oauth2/sign-in?interaction=${interaction}` })).body
    })
  })

  test('the user name after a wrong password', async () => {
    const interaction = await beginInteraction(issuer)
    await expectSamePage(async (text) => {
      const form = new URLSearchParams({ interaction, username: text, password: text })
      return (await rawForm(issuer.url, '/oauth2/sign-in', form.toString())).body
    })
  })

  test('what a sign-out request carries', async () => {
    const cookie = await signIn(issuer)
    await expectSamePage(async (text) => {
      const query = new URLSearchParams({
        client_id: 'web',
        state: text,
        post_logout_redirect_uri: 'https://client.example/bye',
      })
      const headers = [['Cookie', cookie]] as const
      return (await raw(issuer.url, { path: `/oauth2/logout?${query.toString()}`, headers })).body
    })
  })

  test.each(['state', 'nonce'])('%s on the page that posts itself', async (name) => {
    const cookie = await signIn(issuer)
    await expectSamePage(async (text) => {
      const { pathname, search } = authorizationUrl(issuer, {
        response_mode: 'form_post',
        prompt: 'none',
        [name]: text,
      })
      return (await raw(issuer.url, { path: pathname + search, headers: [['Cookie', cookie]] }))
        .body
    })
  })

  test('the names of parameters and the path', async () => {
    for (const payload of tricky) {
      const name = encodeURIComponent(payload)
      for (const path of [
        `/oauth2/authorize?${name}=1&${name}=2`,
        `/oauth2/sign-in?interaction=${name}`,
        `/oauth2/${name}`,
      ]) {
        const answer = await raw(issuer.url, { path })
        const isPage = answer.headers.get('content-type')?.[0]?.startsWith('text/html') ?? false
        if (isPage) expect(answer.body).not.toContain(payload)
        else expect(answer.headers.get('content-type')?.[0]).toMatch(/^application\/json/)
      }
    }
  })
})

describe('what an administrator writes', () => {
  test('a client’s name, a scope’s texts and a user’s name on every page', async () => {
    const cookie = await signIn(issuer)
    const { settings: user } = await issuer.admin('users.get', { subject: alice.subject })
    const { settings: api } = await issuer.admin('resources.get', { audience: 'urn:api' })
    const pages = [
      `/oauth2/consent?interaction=${await beginInteraction(issuer, {}, cookie)}`,
      `/oauth2/sign-in?interaction=${await beginInteraction(issuer)}`,
      '/oauth2/logout?client_id=web',
    ]
    const write = async (text: string): Promise<void> => {
      await changeClient(issuer, 'web', { name: text })
      const { version } = await issuer.admin('users.get', { subject: alice.subject })
      const settings = { ...user, name: text }
      await issuer.admin('users.update', { subject: alice.subject, version, settings })
      const { version: apiVersion } = await issuer.admin('resources.get', { audience: 'urn:api' })
      const scopes = api.scopes.map((each) => ({ ...each, displayName: text, description: text }))
      await issuer.admin('resources.update', {
        audience: 'urn:api',
        version: apiVersion,
        settings: { ...api, scopes },
      })
    }
    await expectSamePage(async (text) => {
      await write(text)
      const headers = [['Cookie', cookie]] as const
      const answers = await Promise.all(pages.map((path) => raw(issuer.url, { path, headers })))
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
      return answers.map(({ body }) => body).join('\n')
    })
  }, 60_000)
})

test('in a browser, a hundred payloads on one page run nothing and load nothing', async () => {
  const browser = await launchBrowser()
  try {
    const scopes = hundredPayloads.map((payload, index) => ({
      name: `scope-${index}`,
      displayName: payload,
      description: payload,
      emphasize: index % 2 === 0,
    }))
    await using hostile = await startWorkspace()
    await hostile.admin('resources.create', {
      audience: 'urn:hostile',
      settings: {
        name: 'Hostile',
        enabled: true,
        signingAlgorithm: 'ES256',
        accessTokenLifetime: null,
        scopes,
      },
    })
    await using watched = await openWatchedPage(browser)
    const { page, complaints } = watched
    const [first = '', ...names] = hundredPayloads.filter((_, index) => index % 12 === 0)
    const scope = scopes.map((each) => each.name).join(' ')
    await changeClient(hostile, 'web', {
      name: first,
      scopes: scopes.map((each) => each.name),
    })
    await page.goto(authorizationUrl(hostile, { scope, login_hint: first }).href)
    await page.locator('#username').fill(alice.username)
    await page.locator('#password').fill(alice.password)
    await page.locator('#sign-in-button').click()
    await page.locator('#allow').waitFor()
    for (const payload of hundredPayloads)
      expect(
        await page
          .locator('li')
          .filter({ hasText: payload.replaceAll(/\s+/g, ' ') })
          .count(),
      ).toBeGreaterThan(0)
    for (const name of names) {
      await changeClient(hostile, 'web', { name })
      await page.reload()
      await page.locator('#allow').waitFor()
    }
    expect(complaints).toEqual([])
    expect(hostile.bugs).toEqual([])
  } finally {
    await browser.close()
  }
}, 60_000)
