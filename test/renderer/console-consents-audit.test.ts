import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'

import { launchBrowser } from '#test/support/browser.ts'
import { hostConsole, openConsole } from '#test/support/console-fixture-page.ts'
import type { ConsoleHost, ConsolePage } from '#test/support/console-fixture-page.ts'
import { consoleFixture } from '#test/support/console-fixture.ts'

let browser: Browser
let host: ConsoleHost
let opened: ConsolePage

beforeAll(async () => {
  browser = await launchBrowser()
  host = await hostConsole()
})

afterAll(async () => {
  await browser.close()
  await host[Symbol.asyncDispose]()
})

beforeEach(async () => void (opened = await openConsole(browser, consoleFixture('typical'))))
afterEach(async () => {
  expect(opened.complaints).toEqual([])
  await opened.page.context().close()
})

test('a consent is found, opened by keyboard, and revoked with its tokens counted first', async () => {
  const { page } = opened
  await page.goto(`${host.url}#/consents`)
  await page.getByText('4 consents').waitFor()
  await page.getByRole('searchbox', { name: 'Filter by user or client' }).fill('alice')
  await page.getByText('2 consents').waitFor()
  await page.getByRole('gridcell', { name: 'Code Flow Client' }).click()
  await page.keyboard.press('Enter')
  const panel = page.getByRole('complementary', { name: 'alice → Code Flow Client' })
  await panel.getByText('offline_access').first().waitFor()
  expect(new URL(page.url()).hash).toContain('open=')
  await panel.getByRole('button', { name: 'Revoke consent' }).click()
  const dialog = page.getByRole('alertdialog')
  await dialog.getByText('refresh tokens will stop working at once').waitFor()
  await dialog.getByRole('checkbox').uncheck()
  await dialog.getByText('will go on working').waitFor()
  await dialog.getByRole('button', { name: 'Revoke consent' }).click()
  await page.getByText('1 consent', { exact: true }).waitFor()
  expect(await panel.count()).toBe(0)
})

test('a link narrows the list to one user, and a button widens it again', async () => {
  const { page } = opened
  await page.goto(`${host.url}#/consents?user=sub-bob`)
  await page.getByText('2 consents').waitFor()
  await page.getByRole('button', { name: /Show every user/ }).click()
  await page.getByText('4 consents').waitFor()
})

test('the trail is filtered by its address, an entry tells its difference, and is taken back', async () => {
  const { page } = opened
  await page.goto(`${host.url}#/audit?q=operation:clients.update`)
  const rows = page.getByRole('grid', { name: 'Audit trail' }).getByRole('row')
  await rows.nth(4).waitFor()
  expect(await rows.count()).toBe(5)
  await rows.nth(1).getByText('clients.update').click()
  await page.keyboard.press('Enter')
  const changes = page.getByRole('table', { name: 'Changes' })
  const grace = changes.getByRole('row', { name: /grace seconds/ })
  expect(await grace.getByRole('deletion').textContent()).toBe('0')
  expect(await grace.getByRole('insertion').textContent()).toBe('30')
  await page.getByRole('button', { name: 'Undo this change' }).click()
  await page.getByText('Taken back').waitFor()
  await page.getByRole('button', { name: 'Clear filter' }).click()
  await rows.getByText('audit.undo').waitFor()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  expect((await download).suggestedFilename()).toBe('latchkey-audit.json')
})
