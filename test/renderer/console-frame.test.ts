import type { Browser, Page } from 'playwright'
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
  await page.goto(host.url)
  await title('Overview')
  return async () => {
    expect(opened.complaints).toEqual([])
    await page.context().close()
  }
})

async function title(name: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name }).waitFor()
}

test('g and a letter go to a page, but not while typing', async () => {
  await page.keyboard.press('g')
  await page.keyboard.press('c')
  await title('Clients')
  await page.keyboard.press('/')
  await page.keyboard.type('ga')
  await title('Clients')
  expect(await page.getByRole('searchbox').inputValue()).toBe('ga')
})

test('back and forward walk the pages, and a filter is part of the address', async () => {
  await page.getByRole('link', { name: 'Clients', exact: true }).click()
  await title('Clients')
  await page.getByRole('searchbox').fill('machine')
  await page.getByRole('row', { name: /Nightly import/ }).waitFor()
  await page.waitForFunction(() => location.hash.includes('q=machine'))
  await page.goBack()
  await title('Overview')
  await page.goForward()
  await title('Clients')
  expect(await page.getByRole('searchbox').inputValue()).toBe('machine')
  await page.getByRole('row', { name: /Code Flow Client/ }).waitFor({ state: 'detached' })
})

test('the palette finds a client by its name and opens it', async () => {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('nightly')
  await page.getByRole('option', { name: /Nightly import/ }).waitFor()
  await page.keyboard.press('Enter')
  await title('Nightly import')
})

test('the theme that was chosen is kept over a reload', async () => {
  await page.getByRole('button', { name: 'Appearance' }).click()
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  const background = (): Promise<string> =>
    page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const dark = await background()
  await page.reload()
  await title('Overview')
  expect(await background()).toBe(dark)
  await page.evaluate(() => localStorage.clear())
  await page.reload()
  await title('Overview')
  expect(await background()).not.toBe(dark)
})

test('the collapsed rail still names its pages', async () => {
  await page.getByRole('button', { name: 'Collapse the rail' }).click()
  await page.getByRole('link', { name: 'Clients', exact: true }).click()
  await title('Clients')
  expect(await page.getByRole('button', { name: 'Widen the rail' }).isVisible()).toBe(true)
})

test('a banner that was put away stays away in this session', async () => {
  const banner = page.getByText('Signing keys are unprotected.')
  await banner.waitFor()
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await banner.waitFor({ state: 'detached' })
  await page.reload()
  await title('Overview')
  expect(await banner.count()).toBe(0)
})

test('generated secrets stay on the page until dismissed, though given out once', async () => {
  const secrets = page.getByRole('region', { name: 'Generated secrets, shown once' })
  await secrets.waitFor()
  await page.getByRole('link', { name: 'Clients', exact: true }).click()
  await title('Clients')
  await page.getByRole('link', { name: 'Overview' }).click()
  expect(await secrets.getByText('codeflowclient').count()).toBe(1)
  await secrets.getByRole('button', { name: 'I have copied them' }).click()
  await secrets.waitFor({ state: 'detached' })
})

test('what changes elsewhere appears without a reload', async () => {
  await page.getByRole('link', { name: 'Clients', exact: true }).click()
  await page.getByRole('row', { name: /Code Flow Client/ }).waitFor()
  await fixture.call('clients.duplicate', {
    clientId: 'spa',
    newClientId: 'spa-2',
    name: 'Made elsewhere',
    flow: 'code',
  })
  await page.getByRole('row', { name: /Made elsewhere/ }).waitFor()
})

test('an empty issuer loads the sample and shows its secrets', async () => {
  const { page: other } = await openConsole(browser, consoleFixture('empty'))
  await other.goto(host.url)
  await other.getByRole('button', { name: 'Load the sample workspace' }).click()
  await other.getByRole('region', { name: 'Generated secrets, shown once' }).waitFor()
  expect(await other.getByText('No client yet').count()).toBe(0)
  await other.context().close()
})

test('a request opens beside the list with the check that refused it', async () => {
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await title('Activity')
  await page.keyboard.press('/')
  await page.keyboard.type('outcome:refused check:refresh_token.unused')
  await page.keyboard.press('Enter')
  await page.getByRole('gridcell', { name: 'Refused' }).first().click()
  const panel = page.getByRole('complementary')
  await panel.getByText('refresh_token.unused', { exact: true }).waitFor()
  expect(await panel.getByText('generation 2', { exact: true }).count()).toBe(1)
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
})

test('a message in the corner takes no keys from the page', async () => {
  await page.goto(`${host.url}#/clients/spa?tab=danger`)
  await page.getByRole('button', { name: 'Disable client' }).click()
  await page.getByText('Client disabled').waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await title('Activity')
  await page.getByRole('gridcell', { name: 'Refused' }).first().click()
  await page.getByRole('complementary').waitFor()
  expect(await page.getByText('Client disabled').isVisible()).toBe(true)
  await page.keyboard.press('Escape')
  await page.getByRole('complementary').waitFor({ state: 'detached' })
})

test('Escape on unsaved changes asks, and that same Escape does not answer', async () => {
  await page.goto(`${host.url}#/users?id=sub-alice`)
  await page.getByLabel('Name', { exact: true }).fill('Somebody else')
  await page.keyboard.press('Escape')
  const question = page.getByRole('alertdialog', { name: 'Leave without saving?' })
  await question.getByRole('button', { name: 'Keep editing' }).waitFor()
  await page.keyboard.press('Escape')
  await question.waitFor({ state: 'detached' })
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Somebody else')
})

test.each([
  ['while generated secrets are shown, leaving is asked about', false, ['beforeunload']],
  ['once they are dismissed, it is not', true, []],
] as const)('%s', async (_what, isDismissed, expected) => {
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.type())
    void dialog.accept()
  })
  // The click is also the gesture without which a browser asks nothing.
  const copied = page.getByRole('button', { name: 'I have copied them' })
  await copied.waitFor()
  if (isDismissed) await copied.click()
  else await page.getByRole('heading', { level: 1 }).click()
  await page.reload()
  await title('Overview')
  expect(asked).toEqual(expected)
})
