import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import type { Locator, Page } from 'playwright'
import { expect } from 'vitest'

import { projectRoot } from '#test/support/desktop.ts'
import { keyboardOf, type Keyboard } from '#test/support/keyboard.ts'

/** Where Try it is tried: the console, and how the user's pages come to be open. */
export interface TryItStage {
  readonly name: string
  readonly console: Page
  /** The sign-in page that the console has opened by `act`. */
  readonly opened: (act: () => Promise<void>) => Promise<Page>
}

interface Scene {
  readonly page: Page
  readonly keyboard: Keyboard
  readonly look: (name: string) => Promise<void>
}

/**
 * Code flow with PKCE on the sample workspace, started and read by keyboard: refresh, two refreshes at once, the
 * sample API, a replay that ends the family, revocation. Each is an arrow that opens.
 */
export async function tellTryIt(stage: TryItStage): Promise<void> {
  const { console: page } = stage
  const scene = { page, keyboard: keyboardOf(page), look: camera(page, stage.name) }
  const password = await readGeneratedPassword(scene)
  for (const client of ['publicclient', 'codeflowclient']) {
    await runCodeFlow(stage, scene, { client, password })
    await useTokens(scene)
    await scene.look(client)
    await scene.keyboard.press(button(page, 'End this run'))
    await button(page, 'Start in the browser').waitFor()
  }
  await runMachine(scene)
}

function camera(page: Page, name: string): Scene['look'] {
  const folder = join(projectRoot, 'test/desktop/screens')
  mkdirSync(folder, { recursive: true })
  return async (what) => {
    await page.screenshot({ path: join(folder, `try-it-${name}-${what}.png`) })
  }
}

const button = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('button', { name, exact: true })

async function readGeneratedPassword({ page, keyboard }: Scene): Promise<string> {
  const entry = page.getByRole('listitem').filter({ hasText: 'Password of' }).first()
  await entry.waitFor()
  const password = (await entry.locator('code').last().textContent()) ?? ''
  await keyboard.press(button(page, 'I have copied them'))
  await entry.waitFor({ state: 'detached' })
  return password
}

async function runCodeFlow(
  stage: TryItStage,
  { page, keyboard, look }: Scene,
  { client, password }: { readonly client: string; readonly password: string },
): Promise<void> {
  await keyboard.keys('g', 'y')
  await page.getByRole('heading', { level: 1, name: 'Try it' }).waitFor()
  await page.getByLabel('Client', { exact: true }).selectOption(client)
  await keyboard.type(page.getByLabel('User hint'), 'alice')
  const user = await stage.opened(() => keyboard.press(button(page, 'Start in the browser')))
  await arrow(page, /Authorization request/).waitFor()
  await look(`${client}-waiting`)
  await signIn(user, password)
  await page.getByText('Done: the client has its tokens.').waitFor()
  await arrow(page, /Answer to Token request: 200 Tokens/).waitFor()
}

async function signIn(user: Page, password: string): Promise<void> {
  const keyboard = keyboardOf(user)
  const field = user.locator('#password')
  // The second time the browser is signed in already.
  await field.or(user.locator('#allow')).first().waitFor()
  if (await field.isVisible()) {
    expect(await user.locator('#username').inputValue()).toBe('alice')
    await keyboard.type(field, password)
    await keyboard.press(user.locator('#sign-in-button'))
  }
  await keyboard.press(user.locator('#allow'))
  await user.getByText('You can close this window').waitFor()
  await user.close()
}

function arrow(page: Page, name: RegExp): Locator {
  return page.getByRole('list', { name: 'Requests and answers' }).getByRole('button', { name })
}

async function useTokens({ page, keyboard }: Scene): Promise<void> {
  const answered = async (answer: RegExp): Promise<void> => {
    await arrow(page, answer).waitFor()
    await button(page, 'Refresh').and(page.locator(':enabled')).waitFor()
  }
  const act = async (name: string, answer: RegExp): Promise<void> => {
    await button(page, name).click()
    await answered(answer)
  }
  await keyboard.press(button(page, 'Refresh'))
  await answered(/Answer to Refresh: 200 Tokens/)
  await act('Refresh twice at once', /Answer to Refresh, second: 200 Tokens/)
  // The grace window gives both the same successor: three tokens, not four.
  expect(await page.getByRole('button', { name: /^\$REFRESH_TOKEN_/ }).count()).toBe(3)
  await act('Call the API', /Answer to Call the sample API: 200 Welcome/)
  await act('Userinfo', /Answer to Userinfo: 200 Claims/)
  await act('Replay an older one', /Answer to Replay of an older token: 400 invalid_grant/)
  await act('Revoke', /Answer to Revocation: 200 Revoked/)
  await walkTo(page, /Answer to Replay/)
  const panel = page.getByRole('complementary', { name: 'Replay of an older token' })
  expect(await panel.textContent()).toContain('$REFRESH_TOKEN_1')
  await panel.getByRole('link', { name: 'Why, in Activity' }).waitFor()
  // No token is in the document, whatever is open.
  expect(await page.content()).not.toMatch(/lk[cr]_|eyJ[\w-]+\.[\w-]+\./)
  await page.keyboard.press('Escape')
}

/** The arrow keys walk along the arrows. */
async function walkTo(page: Page, name: RegExp): Promise<void> {
  const first = page.getByRole('list', { name: 'Requests and answers' }).getByRole('button').first()
  await first.focus()
  const focused = page.getByRole('button', { name }).and(page.locator(':focus'))
  for (let steps = 0; steps < 40 && !(await focused.isVisible()); steps += 1)
    await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
}

async function runMachine({ page, keyboard, look }: Scene): Promise<void> {
  await page.getByLabel('Client', { exact: true }).selectOption('machineclient')
  await page.getByRole('switch', { name: 'Step by step' }).check()
  await keyboard.press(button(page, 'Start'))
  await keyboard.press(button(page, 'Ask for a token'))
  await arrow(page, /Answer to Token request: 200 Tokens/).waitFor()
  await keyboard.press(button(page, '$ACCESS_TOKEN_1'))
  await page.getByRole('complementary', { name: '$ACCESS_TOKEN_1' }).getByText('Verified').waitFor()
  await look('machineclient')
}
