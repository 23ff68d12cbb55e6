import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { launchBrowser } from '#test/support/browser.ts'
import { hostConsole, openConsole } from '#test/support/console-fixture-page.ts'
import type { ConsoleHost } from '#test/support/console-fixture-page.ts'
import { consoleFixture } from '#test/support/console-fixture.ts'

const pages = [
  { name: 'overview', path: '/', heading: 'Overview' },
  { name: 'activity', path: '/activity', heading: 'Activity' },
  { name: 'clients', path: '/clients', heading: 'Clients' },
  { name: 'new-client', path: '/new-client', heading: 'New client' },
  { name: 'refresh-tokens', path: '/refresh-tokens', heading: 'Refresh tokens' },
  { name: 'users', path: '/users', heading: 'Users' },
  { name: 'resources', path: '/resources', heading: 'Resources' },
  { name: 'consents', path: '/consents', heading: 'Consents' },
  { name: 'try-it', path: '/try-it', heading: 'Try it' },
  { name: 'inspector', path: '/inspector', heading: 'Inspector' },
  { name: 'audit', path: '/audit', heading: 'Audit' },
] as const

const screens = fileURLToPath(new URL('../desktop/screens', import.meta.url))

let browser: Browser
let host: ConsoleHost

beforeAll(async () => {
  browser = await launchBrowser()
  host = await hostConsole()
  mkdirSync(screens, { recursive: true })
})

afterAll(async () => {
  await browser.close()
  await host[Symbol.asyncDispose]()
})

describe.each([
  { size: 'empty', colorScheme: 'light', width: 1280, height: 800 },
  { size: 'typical', colorScheme: 'light', width: 1280, height: 800 },
  { size: 'typical', colorScheme: 'dark', width: 1920, height: 1080 },
  { size: 'huge', colorScheme: 'dark', width: 1280, height: 800 },
] as const)('$size, $colorScheme, $width × $height', (look) => {
  test('every page fits its window and keeps its document small', async () => {
    const { page, complaints } = await openConsole(browser, consoleFixture(look.size), look)
    for (const { name, path, heading } of pages) {
      await page.goto(`${host.url}#${path}`)
      await page.getByRole('heading', { level: 1, name: heading }).waitFor()
      await page.waitForLoadState('networkidle')
      await page.screenshot({
        path: join(screens, `${name}-${look.size}-${look.colorScheme}-${look.width}.png`),
      })
      const shape = await page.evaluate(() => ({
        width: document.documentElement.scrollWidth,
        height: document.documentElement.scrollHeight,
        rows: document.querySelectorAll('[role="row"]').length,
      }))
      expect(shape, name).toMatchObject({ width: look.width, height: look.height })
      expect(shape.rows, name).toBeLessThan(120)
    }
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
