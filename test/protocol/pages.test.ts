import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { launchBrowser } from '#test/support/browser.ts'
import {
  axeFindings,
  openClientSite,
  openWatchedPage,
  type ClientSite,
} from '#test/support/hostile-browser.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import { authorizationUrl, type Form } from '#test/support/relying-party.ts'
import { alice, startWorkspace } from '#test/support/workspace.ts'

let browser: Browser
let issuer: TestIssuer
let site: ClientSite

beforeAll(async () => {
  browser = await launchBrowser()
  site = await openClientSite()
  issuer = await startWorkspace({ postLogoutRedirectUris: [`${site.origin}/bye`] })
})
afterAll(async () => {
  expect(issuer.bugs).toEqual([])
  await browser.close()
  await site[Symbol.asyncDispose]()
  await issuer[Symbol.asyncDispose]()
})

function ask(changes: Form = {}): string {
  return authorizationUrl(issuer, { redirect_uri: site.callback, ...changes }).href
}

async function signIn(page: Page, password = alice.password): Promise<void> {
  await page.locator('#username').fill(alice.username)
  await page.locator('#password').fill(password)
  await page.locator('#sign-in-button').click()
}

/** Every page of the issuer in the order in which a user meets them, and what is on it. */
const pages: readonly {
  readonly name: string
  readonly open: (page: Page) => Promise<unknown>
  readonly ids: readonly string[]
}[] = [
  { name: 'error', open: (page) => page.goto(ask({ client_id: 'nobody' })), ids: ['message'] },
  {
    name: 'sign-in',
    open: (page) => page.goto(ask({ login_hint: 'somebody' })),
    ids: ['username', 'password', 'sign-in-button'],
  },
  {
    name: 'wrong password',
    open: (page) => signIn(page, 'not the password'),
    ids: ['error', 'username', 'password', 'sign-in-button'],
  },
  {
    name: 'consent with offline access',
    open: (page) => signIn(page),
    ids: ['not-you', 'offline-access', 'offline-duration', 'deny', 'allow'],
  },
  {
    name: 'consent without offline access',
    open: (page) => page.goto(ask({ scope: 'openid profile email write' })),
    ids: ['not-you', 'deny', 'allow'],
  },
  {
    name: 'consent to nothing',
    async open(page) {
      await page.goto(ask({ scope: 'read' }))
      await page.locator('#scope-0').uncheck()
      await page.locator('#offline-access').uncheck()
      await page.locator('#allow').click()
    },
    ids: ['error', 'not-you', 'deny', 'allow'],
  },
  {
    name: 'form_post',
    async open(page) {
      await page.goto(ask({ response_mode: 'form_post' }))
      // The page sends itself; an answer without content leaves it where it is.
      await page.route(site.callback, (route) => route.fulfill({ status: 204 }))
      await page.locator('#allow').click()
    },
    ids: ['continue'],
  },
  {
    name: 'sign-out',
    open: (page) => page.goto(`${issuer.url}/oauth2/logout?client_id=web`),
    ids: ['sign-out-button', 'stay'],
  },
  {
    name: 'still signed in',
    open: (page) => page.locator('#stay').click(),
    ids: ['message'],
  },
  {
    name: 'signed out',
    async open(page) {
      await page.goto(`${issuer.url}/oauth2/logout`)
      await page.locator('#sign-out-button').click()
    },
    ids: ['message'],
  },
]

test.each(['light', 'dark'] as const)(
  'axe finds nothing on any page in the %s theme, however narrow and with text at 200 percent',
  async (colorScheme) => {
    await using watched = await openWatchedPage(browser, { colorScheme })
    const { page, complaints } = watched
    for (const { name, open, ids } of pages) {
      await page.setViewportSize({ width: 1280, height: 800 })
      await open(page)
      for (const id of ids) await page.locator(`#${id}`).waitFor()
      expect({ name, complaints }).toEqual({ name, complaints: [] })
      expect({ name, found: await axeFindings(page) }).toEqual({ name, found: [] })
      await page.setViewportSize({ width: 320, height: 800 })
      expect({ name, beyond: await beyondTheEdge(page) }).toEqual({ name, beyond: [] })
      await page.evaluate(() => {
        document.documentElement.style.fontSize = '200%'
      })
      expect({ name, beyond: await beyondTheEdge(page) }).toEqual({ name, beyond: [] })
      expect({ name, found: await axeFindings(page) }).toEqual({ name, found: [] })
    }
  },
  90_000,
)

/** What stands out of the box that it is in: one would have to scroll sideways for it. */
function beyondTheEdge(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const rightOf = (each: Element): number => each.getBoundingClientRect().right
    return [...document.querySelectorAll('main, main *')]
      .filter((each) => rightOf(each) > rightOf(each.parentElement ?? document.body) + 0.5)
      .map((each) => each.outerHTML.slice(0, 80))
  })
}

test('the offline block is there when, and only when, a refresh token will be issued', async () => {
  await using watched = await openWatchedPage(browser)
  const { page } = watched
  await page.goto(ask())
  await signIn(page)
  await expect.poll(() => page.locator('#offline').count()).toBe(1)
  await page.goto(ask({ scope: 'openid read' }))
  await page.locator('#allow').waitFor()
  expect(await page.locator('#offline').count()).toBe(0)
})

test('everything works without script', async () => {
  await using watched = await openWatchedPage(browser, { javaScriptEnabled: false })
  const { page, complaints } = watched
  await page.goto(ask({ response_mode: 'form_post' }))
  await signIn(page, 'not the password')
  await page.locator('#error').waitFor()
  await signIn(page)
  await page.locator('#not-you').click()
  await signIn(page)
  await page.locator('#offline-duration').selectOption('3600')
  await page.locator('#allow').click()
  await page.locator('#continue').click()
  await page.locator('#here').waitFor()
  const arrived = site.arrivals.at(-1)
  expect(arrived?.method).toBe('POST')
  expect(arrived?.url.search).toBe('')
  expect(arrived?.body.get('code')).toMatch(/^lkc_/)
  expect(arrived?.body.get('state')).toBe('a-state')
  await page.goto(ask())
  await page.locator('#deny').click()
  await page.locator('#here').waitFor()
  expect(site.arrivals.at(-1)?.url.searchParams.get('error')).toBe('access_denied')
  await page.goto(`${issuer.url}/oauth2/logout`)
  await page.locator('#sign-out-button').click()
  await page.locator('#message').waitFor()
  expect(complaints).toEqual([])
})

describe('by keyboard alone', () => {
  const focused = (page: Page): Promise<string> =>
    page.evaluate(() => document.activeElement?.id ?? '')
  const tabTo = async (page: Page, id: string): Promise<void> => {
    for (let step = 0; step < 12 && (await focused(page)) !== id; step += 1)
      await page.keyboard.press('Tab')
    expect(await focused(page)).toBe(id)
  }

  test('a user signs in, chooses and consents', async () => {
    await using watched = await openWatchedPage(browser)
    const { page, complaints } = watched
    await page.goto(ask())
    expect(await focused(page)).toBe('username')
    await page.keyboard.type(alice.username)
    await page.keyboard.press('Tab')
    await page.keyboard.type(alice.password)
    await page.keyboard.press('Enter')
    await page.locator('#allow').waitFor()
    await tabTo(page, 'offline-access')
    await page.keyboard.press('Space')
    expect(await page.locator('#offline-access').isChecked()).toBe(false)
    await page.keyboard.press('Space')
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('offline-duration')
    await page.keyboard.press('Home')
    await tabTo(page, 'allow')
    await page.keyboard.press('Enter')
    await page.locator('#here').waitFor()
    expect(site.arrivals.at(-1)?.url.searchParams.get('code')).toMatch(/^lkc_/)
    expect(complaints).toEqual([])
  })

  test('Enter on a check box denies: it neither consents nor signs the user out', async () => {
    await using watched = await openWatchedPage(browser)
    const { page } = watched
    await page.goto(ask())
    await signIn(page)
    await page.locator('#offline-access').focus()
    await page.keyboard.press('Enter')
    await page.locator('#here').waitFor()
    expect(site.arrivals.at(-1)?.url.searchParams.get('error')).toBe('access_denied')
    await page.goto(ask())
    await page.locator('#allow').waitFor()
  })

  test('a user signs out', async () => {
    await using watched = await openWatchedPage(browser)
    const { page } = watched
    await page.goto(ask())
    await signIn(page)
    await page.goto(
      `${issuer.url}/oauth2/logout?client_id=web&state=s&post_logout_redirect_uri=${site.origin}/bye`,
    )
    await tabTo(page, 'sign-out-button')
    await page.keyboard.press('Enter')
    await page.locator('#here').waitFor()
    expect(page.url()).toBe(`${site.origin}/bye?state=s`)
  })
})
