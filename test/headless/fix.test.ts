import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import * as openid from 'openid-client'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { listen } from '#test/sample/listen.ts'
import type { Running } from '#test/sample/listen.ts'
import { launchBrowser } from '#test/support/browser.ts'
import { projectRoot } from '#test/support/desktop.ts'
import { startHeadless } from '#test/support/headless.ts'
import type { Headless } from '#test/support/headless.ts'

const password = randomBytes(12).toString('base64url')

let folder: string
let headless: Headless
let browser: Browser
let application: Running

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-fix-'))
  application = await listen(0, async (_, response) => void response.end('Signed in.'))
  const config = join(folder, 'latchkey.yaml')
  writeFileSync(
    config,
    `
clients:
  - clientId: web
    name: Web app
    type: public
    flow: code
    redirectUris: ['${application.url}/callback']
    scopes: [openid]
    consent: never
users:
  - { username: alice, password: ${password} }
`,
  )
  headless = await startHeadless(['--data', join(folder, 'data'), '--config', config])
  browser = await launchBrowser()
  mkdirSync(join(projectRoot, 'test/desktop/screens'), { recursive: true })
})

afterAll(async () => {
  await application.close()
  await browser.close()
  await headless.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('a redirect URI with a slash too many is refused, told, fixed, and the same request passes', async () => {
  const { client, request } = await authorizationRequest()
  const { page: console, complaints } = await openActivity()
  const user = await openUserPage()
  const start = performance.now()

  await user.goto(request.url.href)
  expect(await user.locator('#username').count()).toBe(0)

  const row = console.getByRole('row').filter({ hasText: 'redirect_uri' })
  await row.first().getByRole('gridcell').first().click()
  const panel = console.getByRole('complementary', { name: 'Authorize request' })
  await panel.getByText('Received has an extra: /').waitFor()
  expect(await panel.locator('.comparison').first().locator('mark').allTextContents()).toEqual([
    '/',
  ])
  await console.screenshot({ path: join(projectRoot, 'test/desktop/screens/fix-refused.png') })
  await panel.getByRole('button', { name: /^Fix: Add .*\/callback\/ to Web app/ }).click()
  await panel.getByText('Now send the request again.').waitFor()
  await console.screenshot({ path: join(projectRoot, 'test/desktop/screens/fix-fixed.png') })

  await user.goto(request.url.href)
  await user.locator('#username').fill('alice')
  await user.locator('#password').fill(password)
  await user.locator('#sign-in-button').click()
  await user.getByText('Signed in.').waitFor()
  const callback = new URL(user.url())
  expect(callback.pathname).toBe('/callback/')
  const tokens = await openid.authorizationCodeGrant(client, callback, {
    pkceCodeVerifier: request.verifier,
    expectedState: 'a-state',
  })
  expect(tokens.claims()?.sub).toBeTypeOf('string')
  // What the request led to arrives by itself, as one line.
  await console
    .getByRole('row')
    .filter({ hasText: /authorize.*token/ })
    .waitFor()
  const took = performance.now() - start

  // The page is the one that was opened: nothing was loaded again.
  expect(await console.evaluate(() => Object.hasOwn(globalThis, 'opened'))).toBe(true)
  expect(complaints).toEqual([])
  process.stdout.write(`refused, fixed and passed in ${Math.round(took)} ms\n`)
})

test('undo takes the fix back: the same request is refused again, and offers the fix again', async () => {
  const { request } = await authorizationRequest()
  const { page: console } = await openActivity()
  const user = await openUserPage()
  const slash = new URL(request.url)
  slash.searchParams.set('redirect_uri', `${application.url}/other/`)

  await user.goto(slash.href)
  const panel = console.getByRole('complementary', { name: 'Authorize request' })
  await console
    .getByRole('row')
    .filter({ hasText: '/other/' })
    .getByRole('gridcell')
    .first()
    .click()
  await panel.getByRole('button', { name: /^Fix: Add/ }).click()
  await panel.getByText('Now send the request again.').waitFor()
  const toast = console.locator('.toast').filter({ hasText: '/other/' })
  await toast.getByRole('button', { name: 'Undo', exact: true }).click()
  await panel.getByRole('button', { name: /^Fix: Add/ }).waitFor()
  expect(await panel.getByText('Now send the request again.').count()).toBe(0)

  await user.goto(slash.href)
  expect(await user.locator('#username').count()).toBe(0)
})

/** What the application sends: its redirect URI has a slash that is not registered. */
async function authorizationRequest() {
  const client = await openid.discovery(new URL(headless.issuer), 'web', undefined, openid.None(), {
    execute: [openid.allowInsecureRequests],
  })
  const verifier = openid.randomPKCECodeVerifier()
  const url = openid.buildAuthorizationUrl(client, {
    redirect_uri: `${application.url}/callback/`,
    scope: 'openid',
    state: 'a-state',
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  return { client, request: { url, verifier } }
}

async function openUserPage(): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  page.setDefaultTimeout(10_000)
  return page
}

let admin: Page | undefined

/** The link to the console opens once; both tests look at the same page. */
async function openActivity() {
  const complaints: string[] = []
  if (admin === undefined) {
    admin = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    admin.setDefaultTimeout(10_000)
    await admin.goto(headless.admin)
    await admin.getByRole('link', { name: 'Activity' }).first().click()
    await admin.evaluate(() => Object.assign(globalThis, { opened: true }))
  }
  admin.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  admin.on('pageerror', (error) => complaints.push(error.message))
  await admin.getByRole('heading', { level: 1, name: 'Activity' }).waitFor()
  return { page: admin, complaints }
}
