import type { Browser, Locator, Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { launchBrowser } from '#test/support/browser.ts'
import { hostConsole, openConsole } from '#test/support/console-fixture-page.ts'
import type { ConsoleHost } from '#test/support/console-fixture-page.ts'
import { consoleFixture } from '#test/support/console-fixture.ts'
import type { ConsoleFixture } from '#test/support/console-fixture.ts'

let browser: Browser
let host: ConsoleHost
let fixture: ConsoleFixture
let page: Page

beforeAll(async () => {
  browser = await launchBrowser()
  host = await hostConsole()
})

afterAll(async () => {
  await browser.close()
  await host[Symbol.asyncDispose]()
})

beforeEach(async () => {
  fixture = consoleFixture('typical')
  const opened = await openConsole(browser, fixture)
  page = opened.page
  return async () => {
    expect(opened.complaints).toEqual([])
    await page.context().close()
  }
})

async function open(path: string, title: string): Promise<void> {
  await page.goto(`${host.url}#${path}`)
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
}

const button = (name: string): Locator => page.getByRole('button', { name, exact: true })
const toggle = (name: string): Locator => page.getByRole('switch', { name })

async function settingsOf(clientId: string) {
  const reply = await fixture.call('clients.get', { clientId })
  if (!reply.ok) throw new Error(reply.error.message)
  return reply.value.settings
}

test('a new client is made with code flow and refresh tokens, its secret shown once', async () => {
  await open('/clients', 'Clients')
  await button('New client').click()
  await page.getByLabel('Name', { exact: true }).fill('Photo printer')
  await button('Generate').click()
  expect(await page.getByLabel('Client id').inputValue()).toBe('photo-printer')
  expect(await toggle('Allow code flow').isChecked()).toBe(true)
  await toggle('Allow refresh tokens').check()
  await button('Add a redirect URI').click()
  await page.getByLabel('Redirect URI 1', { exact: true }).fill('http://localhost:5000/cb')
  await page.getByRole('checkbox', { name: 'offline_access' }).check()
  await button('Save').click()
  const dialog = page.getByRole('alertdialog', { name: 'Client secret' })
  const value = await dialog.getByLabel('Secret', { exact: true }).inputValue()
  expect(value.length).toBeGreaterThan(20)
  await dialog.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('heading', { level: 1, name: 'Photo printer' }).waitFor()
  expect((await page.content()).includes(value)).toBe(false)
  const settings = await settingsOf('photo-printer')
  expect(settings).toMatchObject({ flow: 'code', refreshTokens: { enabled: true } })
  expect(settings.scopes).toContain('offline_access')
})

test('a second flow is not switched on beside the first, but explained', async () => {
  await open('/clients/codeflowclient', 'Code Flow Client')
  await toggle('Allow client credentials').click()
  const rule = page.getByRole('alert')
  await rule.getByText('an attacker could downgrade').waitFor()
  expect(await toggle('Allow code flow').isChecked()).toBe(true)
  expect(await toggle('Allow client credentials').isChecked()).toBe(false)
  await rule.getByRole('button', { name: 'Make a second client for that flow' }).click()
  await button('Make the client').click()
  await button('Done').click()
  await page.getByRole('heading', { level: 1, name: /machine/ }).waitFor()
  expect((await settingsOf('codeflowclient-machine')).flow).toBe('client_credentials')
  expect((await settingsOf('codeflowclient')).flow).toBe('code')
})

test('once the first flow is turned off, the other can be turned on', async () => {
  await open('/clients/codeflowclient', 'Code Flow Client')
  await toggle('Allow client credentials').click()
  await button('Turn code flow off').click()
  await toggle('Allow client credentials').check()
  expect(await toggle('Allow refresh tokens').isDisabled()).toBe(true)
  await page.keyboard.press('Control+s')
  await page.getByText('Saved', { exact: true }).waitFor()
  expect(await settingsOf('codeflowclient')).toMatchObject({
    flow: 'client_credentials',
    refreshTokens: { enabled: false },
  })
})

test('what the issuer refuses stands at the field it names', async () => {
  await open('/clients/codeflowclient', 'Code Flow Client')
  await button('Add a redirect URI').click()
  const uri = page.getByLabel('Redirect URI 2', { exact: true })
  await uri.fill('http://printer.example/cb')
  await button('Save').click()
  const error = page.getByRole('alert').filter({ hasText: 'loopback only' })
  await error.waitFor()
  expect(await uri.getAttribute('aria-invalid')).toBe('true')
  expect(await uri.getAttribute('aria-describedby')).toContain(await error.getAttribute('id'))
})

test('unsaved changes are not left without a question', async () => {
  await open('/clients/codeflowclient', 'Code Flow Client')
  await page.getByLabel('Name', { exact: true }).fill('Renamed')
  await page.getByText('Not saved').waitFor()
  await page.getByRole('link', { name: 'Overview' }).click()
  const question = page.getByRole('alertdialog', { name: 'Leave without saving?' })
  await question.getByRole('button', { name: 'Keep editing' }).click()
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Renamed')
  await page.getByRole('link', { name: 'Overview' }).click()
  await question.getByRole('button', { name: 'Discard changes' }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  expect((await settingsOf('codeflowclient')).name).toBe('Code Flow Client')
})

test('the consent preview has the offline block only when a refresh token will be issued', async () => {
  await open('/clients/codeflowclient', 'Code Flow Client')
  const offline = page.getByText('It can act while you are away')
  await offline.waitFor()
  await toggle('Allow refresh tokens').uncheck()
  await offline.waitFor({ state: 'detached' })
  await toggle('Allow refresh tokens').check()
  await offline.waitFor()
})

test('a change made elsewhere is announced while this one is being edited', async () => {
  await open('/clients/codeflowclient', 'Code Flow Client')
  await page.getByLabel('Name', { exact: true }).fill('Mine')
  const settings = { ...(await settingsOf('codeflowclient')), name: 'Theirs' }
  await fixture.call('clients.update', { clientId: 'codeflowclient', version: 1, settings })
  await page.getByText('Somebody else changed this client.').waitFor()
  await button('Take theirs').click()
  await page.getByRole('heading', { level: 1, name: 'Theirs' }).waitFor()
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Theirs')
})

test('a secret is rotated with an overlap and the old one shows when it ends', async () => {
  await open('/clients/codeflowclient?tab=secrets', 'Code Flow Client')
  await page.getByLabel('The present secret').selectOption('604800')
  await button('Rotate secret').click()
  await button('Done').click()
  const table = page.getByRole('table', { name: 'Secrets' })
  await table.getByText('in 7 days').waitFor()
  expect(await table.getByRole('row').count()).toBe(3)
})

test('deleting says how many tokens die before it is done', async () => {
  await open('/clients/codeflowclient?tab=danger', 'Code Flow Client')
  await button('Delete client').click()
  const question = page.getByRole('alertdialog')
  await question.getByText('42 active refresh tokens die with it.').waitFor()
  await question.getByRole('button', { name: 'Delete codeflowclient' }).click()
  await page.getByRole('heading', { level: 1, name: 'Clients' }).waitFor()
  await page.getByRole('row', { name: /codeflowclient/ }).waitFor({ state: 'detached' })
})

test('disabling a client can be undone', async () => {
  await open('/clients/spa?tab=danger', 'Public PKCE client')
  await button('Disable client').click()
  await button('Enable client').waitFor()
  await button('Undo').click()
  await button('Disable client').waitFor()
  expect((await settingsOf('spa')).enabled).toBe(true)
})

test('the tokens link leads to the grid filtered by the client', async () => {
  await open('/clients/codeflowclient', 'Code Flow Client')
  await page.getByRole('link', { name: 'Tokens (42)' }).click()
  await page.getByRole('heading', { level: 1, name: 'Refresh tokens' }).waitFor()
  expect(decodeURIComponent(page.url())).toContain('q=client:codeflowclient')
})

test('a client is opened and saved by keyboard alone', async () => {
  await open('/clients', 'Clients')
  await page.getByRole('row', { name: /Code Flow Client/ }).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('codeflow')
  await page.getByRole('row', { name: /Nightly/ }).waitFor({ state: 'detached' })
  for (let step = 0; step < 6; step += 1) {
    await page.keyboard.press('Tab')
    const inGrid = await page.evaluate(
      () => document.activeElement?.closest('[role="grid"]') !== null,
    )
    if (inGrid) break
  }
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Code Flow Client' }).waitFor()
  await page.getByLabel('Name', { exact: true }).focus()
  await page.keyboard.press('End')
  await page.keyboard.type(' 2')
  await page.keyboard.press('Control+s')
  await page.getByRole('heading', { level: 1, name: 'Code Flow Client 2' }).waitFor()
})

test('a new secret is copied from its dialog', async () => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await open('/clients/codeflowclient?tab=secrets', 'Code Flow Client')
  await button('Rotate secret').click()
  const value = await page.getByLabel('Secret', { exact: true }).inputValue()
  await button('Copy secret').click()
  await page.getByText('Copied', { exact: true }).waitFor({ state: 'attached' })
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(value)
})

test('Space shows a client beside the list, the arrows walk on, Enter opens its editor', async () => {
  await open('/clients', 'Clients')
  await page.getByRole('gridcell', { name: 'Code Flow Client' }).focus()
  await page.keyboard.press(' ')
  const panel = page.getByRole('complementary', { name: 'Code Flow Client' })
  await panel.getByText('it ends after 15 days without use').waitFor()
  await page.keyboard.press('ArrowDown')
  await page.getByRole('complementary', { name: 'Nightly import' }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Nightly import' }).waitFor()
})

test('a public client that becomes confidential is told to get a secret, and where', async () => {
  await open('/clients/spa', 'Public PKCE client')
  await page.getByLabel('Client type').selectOption('confidential')
  await page.getByText('add one on the Secrets tab').waitFor()
  await button('Save').click()
  await page.getByText('This client has no secret.').waitFor()
  await page.getByRole('link', { name: 'Add secret' }).click()
  await button('Add secret').click()
  await page.getByRole('alertdialog', { name: 'Client secret' }).waitFor()
  await button('Done').click()
  await page.getByText('This client has no secret.').waitFor({ state: 'detached' })
})
