import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import {
  desktopArguments,
  desktopEnvironment,
  electronExecutable,
  launchDesktop,
  type Desktop,
} from '#test/support/desktop.ts'

let userData: string
let desktop: Desktop

beforeAll(async () => {
  userData = mkdtempSync(join(tmpdir(), 'latchkey-shell-'))
  desktop = await launchDesktop({ userData })
})

afterAll(async () => {
  await desktop.close()
  rmSync(userData, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
})

test('one window opens and shows the console', async () => {
  expect(await desktop.page.title()).toContain('Latchkey')
  const windows = await desktop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => ({
      shown: window.isVisible(),
      address: window.webContents.getURL(),
    })),
  )
  expect(windows).toHaveLength(1)
  expect(windows[0]?.shown).toBe(true)
  expect(windows[0]?.address).toMatch(/^app:\/\/console\//)
})

test('99: every web preference is the safe one', async () => {
  const [preferences] = await desktop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map(({ webContents }) =>
      // Electron has this method and leaves it out of its types.
      (
        webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      ).getLastWebPreferences(),
    ),
  )
  expect(preferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
  })
})

test('99: the page has no Node', async () => {
  const found = await desktop.page.evaluate(() =>
    ['require', 'process', 'Buffer', 'global', 'module', '__dirname'].filter(
      (name) => name in globalThis,
    ),
  )
  expect(found).toEqual([])
})

test('the menu copies the address of the running issuer', async () => {
  const copied = await desktop.app.evaluate(async ({ Menu, clipboard }) => {
    Menu.getApplicationMenu()?.getMenuItemById('copy-issuer')?.click()
    return clipboard.readText()
  })
  expect(copied).toMatch(/^http:\/\/localhost:\d+$/)
})

test('8: a second start focuses the first window and ends', async () => {
  await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
  const second = spawn(
    electronExecutable().path,
    ['--no-sandbox', ...desktopArguments({ userData })],
    { env: desktopEnvironment(), stdio: 'ignore' },
  )
  expect(await once(second, 'exit')).toEqual([0, null])
  const isMinimized = (): Promise<boolean | undefined> =>
    desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized())
  await expect.poll(isMinimized).toBe(false)
  const count = await desktop.app.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows().length,
  )
  expect(count).toBe(1)
})

test('a page with unsaved changes is asked about before its window closes', async () => {
  const { app, page } = desktop
  // Playwright would answer by itself if nobody listened.
  page.on('dialog', () => {})
  await page.evaluate(() => {
    // Chromium asks only for a page that somebody has touched.
    addEventListener('beforeunload', (event) => event.preventDefault(), { once: true })
  })
  await page.locator('body').click({ position: { x: 640, y: 1 } })
  await app.evaluate(({ BrowserWindow, dialog }) => {
    dialog.showMessageBoxSync = (...given: unknown[]) => {
      Object.assign(globalThis, { question: given.at(-1) })
      return 1
    }
    BrowserWindow.getAllWindows()[0]?.close()
  })
  const question = (): Promise<unknown> =>
    app.evaluate(() => (globalThis as { question?: { message: string } }).question?.message)
  await expect.poll(question).toBe('Leave this page?')
  // It stays, and works on.
  await expect.poll(() => page.title()).toContain('Latchkey')
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})

test('closing the window remembers where it stood and ends the application', async () => {
  const { app } = desktop
  await app.evaluate(({ BrowserWindow, dialog }) => {
    // The secrets of the first start are still shown; whoever closes the window lets them go.
    dialog.showMessageBoxSync = () => 0
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 50, width: 1000, height: 700 })
  })
  const exited = once(app.process(), 'exit')
  // The application goes while it answers.
  await app
    .evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    .catch(() => {})
  expect(await exited).toEqual([0, null])
  const settings: unknown = JSON.parse(readFileSync(join(userData, 'settings.json'), 'utf8'))
  expect(settings).toEqual({
    window: { bounds: { x: 40, y: 50, width: 1000, height: 700 }, maximized: false },
  })
  expect(existsSync(join(userData, 'settings.json.next'))).toBe(false)

  desktop = await launchDesktop({ userData })
  const bounds = await desktop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getNormalBounds(),
  )
  expect(bounds).toEqual({ x: 40, y: 50, width: 1000, height: 700 })
})
