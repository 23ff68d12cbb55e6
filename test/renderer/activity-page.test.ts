import { readFile } from 'node:fs/promises'

import type { Browser, Locator, Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { launchBrowser } from '#test/support/browser.ts'
import { hostConsole, openConsole } from '#test/support/console-fixture-page.ts'
import type { ConsoleHost } from '#test/support/console-fixture-page.ts'
import { trailingSlash } from '#test/support/console-fixture-requests.ts'
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
  fixture = consoleFixture('huge')
  const opened = await openConsole(browser, fixture)
  page = opened.page
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`${host.url}#/activity`)
  await cell(0, 0).waitFor()
  return async () => {
    expect(opened.complaints).toEqual([])
    await page.context().close()
  }
})

function cell(row: number, column: number): Locator {
  return page.locator(`[data-row="${row}"] [data-column="${column}"]`)
}

const row = (index: number): Locator => page.locator(`[data-row="${index}"]`)
const panel = (): Locator => page.getByRole('complementary')
const line = (): Locator => page.getByRole('searchbox', { name: 'Filter requests' })
const scroller = (): Locator => page.getByRole('treegrid', { name: 'Requests' })
const live = (): Locator => page.getByRole('button', { name: /^(Live|Paused)/ })

test('a request appears on top by itself, marked as new', async () => {
  fixture.request({ clientId: 'just-now' })
  await row(0).getByText('just-now').waitFor()
  expect(await row(0).getAttribute('data-mark')).toBe('new')
  await page.waitForFunction(() => document.querySelector('[data-mark="new"]') === null)
})

test('nothing moves below the top, whatever comes', async () => {
  await scroller().evaluate((element) => element.scrollTo(0, 40 * 32))
  await row(42).waitFor()
  const read = await cell(42, 0).evaluate((element) => element.getBoundingClientRect().top)
  const text = await cell(42, 4).textContent()
  for (let n = 0; n < 3; n += 1) fixture.request({ clientId: `later-${n}` })
  await row(45).waitFor()
  await page.waitForFunction(
    () => document.querySelector('.data-grid-scroller')?.scrollTop === 43 * 32,
  )
  expect(await cell(45, 0).evaluate((element) => element.getBoundingClientRect().top)).toBe(read)
  expect(await cell(45, 4).textContent()).toBe(text)
})

test('paused, the list stays and counts what waits; live again, it is all there', async () => {
  await page.keyboard.press('p')
  await page.getByRole('button', { name: 'Paused' }).waitFor()
  fixture.request({ clientId: 'waits-1' })
  fixture.request({ clientId: 'waits-2' })
  await page.getByRole('button', { name: 'Paused · 2 new' }).waitFor()
  expect(await page.getByText('waits-1').count()).toBe(0)
  await live().click()
  await row(0).getByText('waits-2').waitFor()
  await row(1).getByText('waits-1').waitFor()
  expect(await live().textContent()).toBe('Live')
})

test('older requests come as one scrolls down, to the last', async () => {
  await page.goto(`${host.url}#/activity?unfolded=true`)
  await page.getByText('200 loaded, more follow').waitFor()
  await cell(0, 0).focus()
  for (const loaded of ['400', '600', '800']) {
    await page.keyboard.press('End')
    await page.getByText(`${loaded} loaded, more follow`).waitFor()
  }
  expect(await page.getByRole('row').count()).toBeLessThan(60)
})

test('what is typed becomes chips, and chips become text', async () => {
  await page.keyboard.press('/')
  await page.keyboard.type('outcome:refused check:redirect_uri')
  await page.getByRole('button', { name: 'Check is redirect_uri' }).waitFor()
  await page.getByText('1 request', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Remove Check' }).click()
  await page.waitForFunction(() => location.hash.includes('q=outcome'))
  expect(await line().inputValue()).toBe('outcome:refused')
  await line().fill('slower:5')
  await page.getByRole('button', { name: 'Slower than 5 ms' }).waitFor()
  await line().fill('client:nobody')
  await page.getByRole('heading', { name: 'No request matches' }).waitFor()
  await page.getByRole('button', { name: 'Show every request' }).click()
  await cell(0, 0).waitFor()
})

test('a link of before there was a line filters as it did', async () => {
  await page.goto(`${host.url}#/activity?outcome=failed`)
  await page.getByRole('button', { name: 'Outcome is failed' }).waitFor()
  await page.getByText('1 request', { exact: true }).waitFor()
})

test('a flow is one line, opens with the right arrow and closes with the left', async () => {
  await cell(0, 0).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  const flow = row(2)
  expect(await flow.getAttribute('aria-expanded')).toBe('false')
  expect(await cell(2, 1).textContent()).toContain('refresh ×3')
  await page.keyboard.press('ArrowRight')
  await page.locator('[aria-level="2"]').first().waitFor()
  expect(await page.locator('[aria-level="2"]').count()).toBe(8)
  expect(await cell(10, 1).textContent()).toBe('authorize')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await page.locator('[aria-level="2"]').first().waitFor({ state: 'detached' })
  await page.keyboard.press('Space')
  await panel().getByRole('heading', { name: 'Same flow' }).waitFor()
  expect(await panel().locator('.flow-step').count()).toBe(8)
  await page.getByRole('switch', { name: 'Fold flows' }).click()
  await page.waitForFunction(() => document.querySelector('[role=row][aria-expanded]') === null)
})

test('a refusal says why, marks the difference, is fixed, and the fix is taken back', async () => {
  const record = fixture.request(trailingSlash)
  await cell(0, 0).click()
  await panel().getByText('was refused by the check redirect_uri').waitFor()
  expect(await panel().locator('mark').allTextContents()).toEqual(['/'])
  await panel().getByText('Received has an extra: /').waitFor()
  await panel().getByText('Is it yours?').waitFor()
  const fix = panel().getByRole('button', { name: /^Fix: Add/ })
  await fix.click()
  await panel().getByText('Now send the request again.').waitFor()
  await fix.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Undo' }).click()
  await fix.waitFor()
  expect(await panel().getByText('Now send the request again.').count()).toBe(0)
  expect(page.url()).toContain(`record=${record.id}`)
  await page.keyboard.press('Escape')
  await panel().waitFor({ state: 'detached' })
})

test('a request is copied as a command, and leads to its client, user and family', async () => {
  fixture.request({ ...trailingSlash, subject: 'sub-alice', username: 'alice', grantId: 'grs' })
  await cell(0, 0).click()
  await panel().getByRole('button', { name: 'Copy as cURL' }).click()
  await panel().getByText('Copied').waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(
    String.raw`--data-urlencode 'scope=''openid it'\''s'`,
  )
  for (const [name, target] of [
    ['codeflowclient', '#/clients/codeflowclient'],
    ['alice', '#/users?id=sub-alice'],
    ['grs', 'family:grs'],
  ] as const) {
    const href = await panel().getByRole('link', { name, exact: true }).getAttribute('href')
    expect(decodeURIComponent(href ?? '')).toContain(target)
  }
})

test('what is selected is exported, and all that is loaded where nothing is', async () => {
  await cell(0, 0).click({ modifiers: ['Control'] })
  await cell(2, 0).click({ modifiers: ['Control'] })
  await page.getByText('9 selected').waitFor()
  expect(await exported('Export selected')).toHaveLength(9)
  await page.keyboard.press('Escape')
  expect(await exported('Export')).toHaveLength(200)
})

async function exported(button: string): Promise<unknown[]> {
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: button, exact: true }).click()
  const file = await (await downloading).path()
  const parsed: unknown = JSON.parse(await readFile(file, 'utf8'))
  return Array.isArray(parsed) ? parsed : []
}

test('recording is set from the title bar, and the activity is cleared after asking', async () => {
  await page.getByRole('button', { name: 'Recording settings' }).click()
  await page.getByRole('switch', { name: 'Record requests' }).click()
  await page.getByLabel('Records kept at most').fill('5')
  await page.getByRole('button', { name: 'Save' }).click()
  expect(
    await page.getByLabel('Records kept at most').evaluate((input) => input.matches(':invalid')),
  ).toBe(true)
  await page.getByLabel('Records kept at most').fill('5000')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Recording is off').waitFor()
  await page.getByRole('button', { name: 'Clear…' }).click()
  await page.getByRole('button', { name: 'Clear the activity' }).click()
  await page.getByRole('heading', { name: 'No request yet' }).waitFor()
  fixture.request({ clientId: 'first-again' })
  await row(0).getByText('first-again').waitFor()
})
