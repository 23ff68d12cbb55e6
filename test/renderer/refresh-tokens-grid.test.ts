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
  await page.goto(`${host.url}#/refresh-tokens`)
  await cell(0, 'subject').waitFor()
  return async () => {
    expect(opened.complaints).toEqual([])
    await page.context().close()
  }
})

const columns = ['status', 'subject', 'client', 'scopes', 'family'] as const

function cell(row: number, column: (typeof columns)[number]): Locator {
  return page.locator(`[data-row="${row}"] [data-column="${columns.indexOf(column)}"]`)
}

const line = (): Locator => page.getByRole('searchbox', { name: 'Filter refresh tokens' })
const query = (): Promise<string | null> =>
  page.evaluate(() => new URLSearchParams(location.hash.split('?')[1]).get('q'))

async function queryBecomes(wanted: string | null): Promise<void> {
  await page.waitForFunction(
    (wanted) => new URLSearchParams(location.hash.split('?')[1]).get('q') === wanted,
    wanted,
  )
}

async function focusedRow(): Promise<string | null | undefined> {
  return page.evaluate(() =>
    document.activeElement?.closest('[role=row]')?.getAttribute('aria-rowindex'),
  )
}

test('what is typed becomes chips, and chips become text', async () => {
  await page.keyboard.press('/')
  await page.keyboard.type('status:active ali')
  await page.getByRole('button', { name: 'Subject contains ali' }).waitFor()
  await queryBecomes('status:active ali')
  await page.getByRole('button', { name: 'Status is active' }).click()
  await page.getByRole('checkbox', { name: 'revoked' }).check()
  await queryBecomes('status:active,revoked subject:~ali')
  expect(await line().inputValue()).toBe('status:active,revoked subject:~ali')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Remove Subject' }).click()
  await queryBecomes('status:active,revoked')
  await page.goBack()
  await queryBecomes('status:active,revoked subject:~ali')
  await page.getByRole('button', { name: 'Subject contains ali' }).waitFor()
})

test('a mistake is told, keeps its text, and leaves the last good filter in force', async () => {
  await line().fill('status:active')
  await queryBecomes('status:active')
  await line().fill('status:active colour:red')
  const alert = page.getByRole('alert')
  await alert.waitFor()
  expect(await alert.textContent()).toContain('There is no “colour”')
  expect(await line().getAttribute('aria-invalid')).toBe('true')
  expect(await line().inputValue()).toBe('status:active colour:red')
  expect(await query()).toBe('status:active')
})

test('a criterion is added by keyboard alone', async () => {
  await page.getByRole('button', { name: 'Add criterion' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Expires' }).press('Enter')
  await page.getByRole('combobox', { name: 'Expires: span' }).selectOption('within 7 days')
  await queryBecomes('expires:<7d')
})

test('arrows move the focus, Space opens the detail, Escape closes it', async () => {
  await cell(0, 'subject').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  expect(await focusedRow()).toBe('4')
  await page.keyboard.press(' ')
  const panel = page.getByRole('complementary')
  await panel.getByText('History of the family').or(panel.getByRole('list')).first().waitFor()
  await page.keyboard.press('ArrowDown')
  await page.waitForFunction(() => location.hash.includes('id='))
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  expect(await focusedRow()).toBe('5')
  await page.keyboard.press('End')
  expect(await focusedRow()).toBe('61')
  await page.keyboard.press('Home')
  expect(await focusedRow()).toBe('2')
})

test('a header sorts, and says so', async () => {
  const header = page.getByRole('columnheader', { name: 'Issued' })
  expect(await header.getAttribute('aria-sort')).toBe('descending')
  const newest = await cell(0, 'family').textContent()
  await header.click()
  await page.waitForFunction(() => location.hash.includes('sort=issued'))
  expect(await header.getAttribute('aria-sort')).toBe('ascending')
  await page.waitForFunction(
    (newest) => document.querySelector('[data-row="0"]')?.textContent.includes(newest) === false,
    newest ?? '',
  )
})

test('Delete revokes after a dry run, and the undo key takes it back', async () => {
  await cell(0, 'subject').focus()
  await page.keyboard.press('Delete')
  const dialog = page.getByRole('alertdialog', { name: 'Revoke refresh tokens' })
  await dialog.getByText('1 refresh token', { exact: true }).waitFor()
  await dialog.getByRole('radio', { name: 'Its family' }).check()
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Lost laptop')
  await dialog.getByRole('button', { name: 'Revoke 1 token' }).click()
  await page.locator('[data-row="0"]', { hasText: 'Revoked' }).waitFor()
  await page.getByRole('button', { name: 'Show what was revoked' }).waitFor()
  const offer = page.getByRole('button', { name: 'Undo', exact: true })
  await offer.waitFor()
  await page.keyboard.press('Control+z')
  await page.locator('[data-row="0"]', { hasText: 'Active' }).waitFor()
  await page.getByText('1 token restored').waitFor()
  await offer.waitFor({ state: 'detached' })
})

test('several rows are selected with Shift and Control, and revoked together', async () => {
  await cell(0, 'subject').focus()
  await page.keyboard.press('Shift+ArrowDown')
  await cell(6, 'subject').click({ modifiers: ['Control'] })
  await page.getByText('3 selected').waitFor()
  await page.getByRole('button', { name: 'Revoke selected…' }).click()
  await page.getByRole('radio', { name: 'The 3 selected tokens' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('alertdialog').waitFor({ state: 'detached' })
  await page.keyboard.press('Escape')
  await page.getByText('3 selected').waitFor({ state: 'detached' })
})

test('a column that is hidden stays hidden after a reload', async () => {
  const header = page.getByRole('columnheader', { name: 'Scopes' })
  await header.waitFor()
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Scopes' }).click()
  await header.waitFor({ state: 'detached' })
  await page.reload()
  await cell(0, 'subject').waitFor()
  expect(await header.count()).toBe(0)
})

test('a view is saved under a name and applied again', async () => {
  await line().fill('status:revoked')
  await queryBecomes('status:revoked')
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('menuitem', { name: 'Save or delete views…' }).click()
  await page.getByRole('textbox', { name: 'Name of the view' }).fill('Gone')
  await page.getByRole('button', { name: 'Save view' }).click()
  await page.getByRole('button', { name: 'Delete the view Gone' }).waitFor()
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'Clear filter' }).click()
  await queryBecomes(null)
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('menuitem', { name: 'Gone', exact: true }).click()
  await queryBecomes('status:revoked')
})

test('what happens elsewhere shows without a reload, and the open row stays open', async () => {
  await cell(1, 'subject').click()
  await page.getByRole('complementary').waitFor()
  const id = await page.evaluate(() => new URLSearchParams(location.hash.split('?')[1]).get('id'))
  await fixture.call('refreshTokens.revoke', {
    target: { kind: 'family', id },
    mode: 'revoke',
    reason: 'Elsewhere',
  })
  await page.locator('[data-row="1"][data-open]', { hasText: 'Revoked' }).waitFor()
  await page
    .getByRole('complementary')
    .locator('.banner', { hasText: 'Revoked by console' })
    .waitFor()
})

test('the history of a family stands newest first, as the issuer tells it', async () => {
  const reply = await fixture.call('refreshTokens.get', { id: 'grw' })
  const told = reply.ok ? reply.value.history.map(({ generation }) => generation) : []
  expect(told).toEqual([5, 4, 3, 2, 1])
  await page.goto(`${host.url}#/refresh-tokens?id=grw`)
  const lines = page.getByRole('list', { name: 'History of the family' }).getByRole('listitem')
  await lines.first().waitFor()
  const drawn = (await lines.allTextContents()).flatMap(
    (text) => /^Generation (\d)/.exec(text)?.[1] ?? [],
  )
  expect(drawn).toEqual(told.map(String))
})
