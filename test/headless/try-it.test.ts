import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { tellTryIt } from '#test/desktop/try-it-story.ts'
import { launchBrowser } from '#test/support/browser.ts'
import { startHeadless } from '#test/support/headless.ts'

test('Try it runs the sample’s flows in a browser, and its sign-in pages in new tabs', async () => {
  const data = mkdtempSync(join(tmpdir(), 'latchkey-try-it-'))
  const headless = await startHeadless(['--data', data])
  const browser = await launchBrowser()
  try {
    const context = await browser.newContext()
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(headless.admin)
    await tellTryIt({
      name: 'headless',
      console: page,
      async opened(act) {
        const [tab] = await Promise.all([context.waitForEvent('page'), act()])
        return tab
      },
    })
    expect(complaints).toEqual([])
  } finally {
    await browser.close()
    await headless.stop()
    rmSync(data, { recursive: true, force: true })
  }
}, 180_000)
