import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import type { Browser, Locator, Page } from 'playwright'
import { expect } from 'vitest'

import { startApi } from '#test/sample/api.ts'
import { startWebClient } from '#test/sample/web-client.ts'
import { projectRoot } from '#test/support/desktop.ts'
import { keyboardOf, type Keyboard } from '#test/support/keyboard.ts'

/** Where the story happens: the administrator's console, and a user's own browser. */
export interface Stage {
  readonly name: string
  readonly console: Page
  readonly userBrowser: Browser
  readonly issuer: string
}

interface Scene {
  readonly page: Page
  readonly keyboard: Keyboard
  readonly look: (name: string) => Promise<void>
}

/**
 * The main job, end to end, without a mouse: the administrator makes a client, a user signs in
 * through it, its refresh token is found and revoked, the next refresh is refused, and undo
 * restores it. In the end the client is deleted.
 */
export async function tellStory(stage: Stage): Promise<void> {
  const { console: page } = stage
  const scene = { page, keyboard: keyboardOf(page), look: camera(page, stage.name) }
  const password = await readGeneratedPassword(scene)
  const secret = await makeClient(scene)

  const api = await startApi({ issuer: stage.issuer })
  const webClient = await startWebClient({
    issuer: stage.issuer,
    clientId: 'story-app',
    clientSecret: secret,
    apiUrl: api.url,
  })
  const user = await stage.userBrowser.newPage()
  try {
    await signInAndCall(user, webClient.url, password)
    await findToken(scene)
    await revokeToken(scene)
    await renew(user)
    expect(await user.locator('#error').textContent()).toContain('invalid_grant')
    await readWhy(scene)
    await undo(scene)
    await renew(user)
    expect(await user.locator('#error').allTextContents()).toEqual([])
    await deleteClient(scene)
    await renew(user)
    expect(await user.locator('#error').textContent()).toContain(
      'does not accept the id or the secret',
    )
  } finally {
    await user.close()
    await webClient.close()
    await api.close()
  }
}

function camera(page: Page, name: string): Scene['look'] {
  const folder = join(projectRoot, 'test/desktop/screens')
  mkdirSync(folder, { recursive: true })
  let picture = 0
  return async (what) => {
    picture += 1
    await page.screenshot({ path: join(folder, `story-${name}-${picture}-${what}.png`) })
  }
}

const button = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('button', { name, exact: true })

/** The first start shows what it made up, once. */
async function readGeneratedPassword({ page, keyboard, look }: Scene): Promise<string> {
  const entry = page.getByRole('listitem').filter({ hasText: 'Password of' }).first()
  await entry.waitFor()
  expect(await entry.textContent()).toContain('alice')
  await look('first-start')
  const password = (await entry.locator('code').last().textContent()) ?? ''
  await keyboard.press(button(page, 'I have copied them'))
  await entry.waitFor({ state: 'detached' })
  return password
}

/** Code flow and refresh tokens, switched on by the console's own controls. */
async function makeClient({ page, keyboard, look }: Scene): Promise<string> {
  await keyboard.keys('g', 'c')
  await keyboard.press(button(page, 'New client'))
  await keyboard.type(page.getByLabel('Name', { exact: true }), 'Story app')
  await keyboard.press(button(page, 'Generate'))
  expect(await page.getByLabel('Client id').inputValue()).toBe('story-app')
  await switchOn(page, keyboard, page.getByRole('switch', { name: 'Allow code flow' }))
  await switchOn(page, keyboard, page.getByRole('switch', { name: 'Allow refresh tokens' }))
  await keyboard.press(button(page, 'Add a redirect URI'))
  await keyboard.type(
    page.getByLabel('Redirect URI 1', { exact: true }),
    'http://127.0.0.1/callback',
  )
  for (const scope of ['openid', 'offline_access', 'read'])
    await switchOn(page, keyboard, page.getByRole('checkbox', { name: scope, exact: true }))
  await page.getByText('can act while you are away').waitFor()
  await look('new-client')
  await page.keyboard.press('Control+s')
  const dialog = page.getByRole('alertdialog', { name: 'Client secret' })
  const secret = await dialog.getByLabel('Secret', { exact: true }).inputValue()
  await keyboard.press(dialog.getByRole('button', { name: 'Done' }))
  await dialog.waitFor({ state: 'detached' })
  return secret
}

async function switchOn(page: Page, keyboard: Keyboard, control: Locator): Promise<void> {
  await keyboard.reach(control)
  if (!(await control.isChecked())) await page.keyboard.press('Space')
  expect(await control.isChecked()).toBe(true)
}

async function signInAndCall(user: Page, url: string, password: string): Promise<void> {
  const keyboard = keyboardOf(user)
  await user.goto(url)
  await keyboard.press(user.locator('#start'))
  await keyboard.type(user.locator('#username'), 'alice')
  await keyboard.type(user.locator('#password'), password)
  await keyboard.press(user.locator('#sign-in-button'))
  await user.locator('#offline').waitFor()
  await keyboard.press(user.locator('#allow'))
  await keyboard.press(user.locator('#get-token'))
  await keyboard.press(user.locator('#call-service'))
  expect(await user.locator('#service-answer').textContent()).toContain('story-app')
  await renew(user)
  expect(await user.locator('#error').allTextContents()).toEqual([])
}

async function renew(user: Page): Promise<void> {
  const answer = user.waitForEvent('load')
  await keyboardOf(user).press(user.locator('#renew-token'))
  await answer
}

/** It appears by itself, and every criterion finds it; a criterion that it does not meet does not. */
async function findToken({ page, keyboard, look }: Scene): Promise<void> {
  await keyboard.keys('g', 't')
  await rowOfStory(page).waitFor()
  for (const [query, isFound] of [
    ['subject:~ali', true],
    ['subject:~bob', false],
    ['client:story-app', true],
    ['client:codeflowclient', false],
    ['scope:read+offline_access', true],
    ['scope:write', false],
    ['status:active', true],
    ['status:revoked', false],
    ['issued:<1h expires:>7d', true],
    ['issued:>1h', false],
  ] as const) {
    await keyboard.keys('/')
    await keyboard.type(page.getByLabel('Filter refresh tokens'), query)
    await page.keyboard.press('Enter')
    await rowOfStory(page).waitFor({ state: isFound ? 'visible' : 'detached' })
  }
  await filterBy({ page, keyboard, look }, 'client:story-app')
  await look('found')
}

async function filterBy({ page, keyboard }: Scene, query: string): Promise<void> {
  await keyboard.reach(page.getByLabel('Filter refresh tokens'))
  await keyboard.type(page.getByLabel('Filter refresh tokens'), query)
  await page.keyboard.press('Enter')
  await rowOfStory(page).waitFor()
}

function rowOfStory(page: Page): Locator {
  return page.getByRole('row').filter({ hasText: 'Story app' })
}

async function revokeToken({ page, keyboard, look }: Scene): Promise<void> {
  await keyboard.reach(rowOfStory(page).getByRole('gridcell').first())
  await page.keyboard.press('Enter')
  await page.getByRole('list', { name: 'History of the family' }).waitFor()
  await look('detail')
  await page.keyboard.press('Delete')
  const dialog = page.getByRole('alertdialog', { name: 'Revoke refresh tokens' })
  await dialog.getByRole('button', { name: 'Revoke 1 token' }).waitFor()
  await keyboard.type(dialog.getByLabel('Reason'), 'The laptop was lost')
  await look('revoke')
  await keyboard.press(dialog.getByRole('button', { name: 'Revoke 1 token' }))
  await dialog.waitFor({ state: 'detached' })
}

/** The grid says revoked; the detail says why, and by whom. */
async function readWhy({ page, look }: Scene): Promise<void> {
  await rowOfStory(page).getByText('Revoked').waitFor()
  const why = /Revoked by (console|desktop) .*: The laptop was lost/
  await page.locator('.banner', { hasText: why }).waitFor()
  await look('revoked')
}

async function undo({ page, look }: Scene): Promise<void> {
  await page.keyboard.press('Control+z')
  await rowOfStory(page).getByText('Active').waitFor()
  await look('undone')
}

/** DX-10: delete deletes. The client is gone, and so is what it could do. */
async function deleteClient({ page, keyboard, look }: Scene): Promise<void> {
  await page.keyboard.press('Escape')
  await keyboard.keys('g', 'c')
  await keyboard.type(page.getByLabel('Filter by id or name'), 'story-app')
  await keyboard.reach(rowOfStory(page).getByRole('gridcell').first())
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Story app' }).waitFor()
  await keyboard.reach(page.getByRole('tab', { name: 'Settings' }))
  await keyboard.keys('End', 'Enter')
  await keyboard.press(button(page, 'Delete client'))
  await look('delete')
  await keyboard.press(button(page, 'Delete story-app'))
  await page.getByRole('heading', { level: 1, name: 'Clients' }).waitFor()
  await rowOfStory(page).waitFor({ state: 'detached' })
}
