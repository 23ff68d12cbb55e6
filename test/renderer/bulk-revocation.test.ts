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
/** Two windows of one console: the first one acts, the second one looks on. */
let page: Page
let other: Page

beforeAll(async () => {
  browser = await launchBrowser()
  host = await hostConsole()
})

afterAll(async () => {
  await browser.close()
  await host[Symbol.asyncDispose]()
})

beforeEach(async () => {
  fixture = consoleFixture('huge', { tokens: 4000 })
  const opened = [await openConsole(browser, fixture), await openConsole(browser, fixture)] as const
  page = opened[0].page
  other = opened[1].page
  await page.goto(`${host.url}#/refresh-tokens`)
  await other.goto(`${host.url}#/clients`)
  await other.getByRole('heading', { name: 'Clients' }).waitFor()
  return async () => {
    expect(opened.flatMap(({ complaints }) => complaints)).toEqual([])
    await Promise.all([page.context().close(), other.context().close()])
  }
})

async function revokeAll(how: 'Revoke' | 'Delete'): Promise<number> {
  await page.getByRole('button', { name: 'Revoke…', exact: true }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Revoke refresh tokens' })
  await dialog.getByRole('radio', { name: how }).check()
  const asked = await dialog.getByText(/^Type \d+ to confirm$/).innerText()
  const wanted = /\d+/.exec(asked)?.[0] ?? ''
  await dialog.getByRole('textbox', { name: asked }).fill(wanted)
  await dialog.getByRole('button', { name: new RegExp(`^${how} [\\d,]+ tokens$`) }).click()
  await dialog.waitFor({ state: 'detached' })
  return Number(wanted)
}

function words(value: number): string {
  return value.toLocaleString('en-US')
}

const banner = (on: Page, name: string) => on.getByRole('region', { name })

test('a bulk revocation shows its progress in every window, and can be undone at its end', async () => {
  const count = await revokeAll('Revoke')
  for (const each of [page, other]) {
    const running = banner(each, 'Revoking refresh tokens')
    await running.getByText(`${words(Math.floor(count / 4))} of ${words(count)}`).waitFor()
    const bar = running.getByRole('progressbar', { name: 'Revoking refresh tokens' })
    expect(Number(await bar.getAttribute('value'))).toBe(Math.floor(count / 4))
    expect(Number(await bar.getAttribute('max'))).toBe(count)
  }
  for (let quarter = 0; quarter < 4; quarter += 1) fixture.proceed()
  for (const each of [page, other]) {
    await each
      .locator('.toast')
      .getByText(`${words(count)} tokens revoked`)
      .waitFor()
    await banner(each, 'Revoking refresh tokens').waitFor({ state: 'detached' })
  }
  await page.getByRole('button', { name: 'Show what was revoked' }).waitFor()

  await other.getByRole('button', { name: 'Undo', exact: true }).click()
  for (const each of [page, other]) await banner(each, 'Restoring refresh tokens').waitFor()
  expect(await banner(page, 'Restoring refresh tokens').getByRole('button').count()).toBe(0)
  await page.getByRole('button', { name: 'Show what was revoked' }).waitFor({ state: 'detached' })
  for (let quarter = 0; quarter < 4; quarter += 1) fixture.proceed()
  for (const each of [page, other])
    await each.getByText(`${words(count)} tokens restored`).waitFor()
  await page.locator('[data-row="0"]', { hasText: 'Active' }).waitFor()
})

test('Cancel stops it, and says how many were taken', async () => {
  const count = await revokeAll('Delete')
  await banner(other, 'Deleting refresh tokens').getByRole('button', { name: 'Cancel' }).click()
  const told = `${words(Math.floor(count / 4))} of ${words(count)} tokens deleted, then cancelled`
  for (const each of [page, other]) {
    await each.locator('.toast').getByText(told).waitFor()
    await banner(each, 'Deleting refresh tokens').waitFor({ state: 'detached' })
  }
  await page.getByRole('status').getByText(told).waitFor()
})

test('an act that a window never saw going on is none of its business', async () => {
  await fixture.call('refreshTokens.revoke', {
    target: { kind: 'filter', filter: { family: 'grw' } },
    mode: 'revoke',
    reason: 'Elsewhere',
  })
  await page.locator('[data-row]', { hasText: 'Revoked' }).first().waitFor()
  expect(await page.locator('.toast').count()).toBe(0)
  expect(await page.getByRole('progressbar').count()).toBe(0)
})
