import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { launchBrowser } from '#test/support/browser.ts'
import { hostConsole, openConsole } from '#test/support/console-fixture-page.ts'
import type { ConsoleHost } from '#test/support/console-fixture-page.ts'
import { consoleFixture } from '#test/support/console-fixture.ts'

let browser: Browser
let host: ConsoleHost
beforeAll(async () => {
  browser = await launchBrowser()
  host = await hostConsole()
})
afterAll(async () => {
  await browser.close()
  await host[Symbol.asyncDispose]()
})

async function openTab(clientId: string): Promise<{ page: Page; complaints: readonly string[] }> {
  const opened = await openConsole(browser, consoleFixture('typical'))
  await opened.page.goto(`${host.url}#/clients/${clientId}?tab=connect`)
  await opened.page.getByRole('heading', { name: 'First contact' }).waitFor()
  return opened
}

test('each step says whether it has happened, and a refusal leads to its reasons', async () => {
  const { page, complaints } = await openTab('codeflowclient')
  const steps = page.locator('.contact-steps > li')
  expect(await steps.count()).toBe(4)
  expect(await steps.last().textContent()).toContain('trades its refresh token')
  const refused = steps.filter({ hasText: 'Refused:' }).first()
  await refused.getByRole('link', { name: 'Why, and how to mend it' }).click()
  await page.getByRole('heading', { level: 1, name: 'Activity' }).waitFor()
  expect(page.url()).toMatch(/record=\d+/)
  expect(complaints).toEqual([])
})

test('the code for a client comes in the chosen way of writing, with its values', async () => {
  const { page, complaints } = await openTab('codeflowclient')
  const written = page.getByLabel('Written with')
  const code = page.locator('.snippet-picker pre')
  expect(await code.textContent()).toContain(`'codeflowclient'`)
  await written.selectOption({ label: 'cURL' })
  expect(await code.textContent()).toContain('-u \'codeflowclient\':"$CLIENT_SECRET"')
  await written.selectOption({ label: 'Go' })
  expect(await code.textContent()).toContain('oauth2.GenerateVerifier()')
  expect(complaints).toEqual([])
})

test('a machine is offered nothing that signs users in', async () => {
  const { page } = await openTab('machine')
  const names = await page.getByLabel('Written with').locator('option').allTextContents()
  expect(names).toContain('Spring')
  expect(names).not.toContain('Auth.js')
})
