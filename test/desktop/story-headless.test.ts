import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { launchBrowser } from '#test/support/browser.ts'
import { startHeadless } from '#test/support/headless.ts'

import { tellStory } from './story.ts'

test('the main job works in a browser, from an empty folder to undo, by keyboard alone', async () => {
  const data = mkdtempSync(join(tmpdir(), 'latchkey-story-'))
  const headless = await startHeadless(['--data', data])
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(headless.admin)
    await tellStory({
      name: 'headless',
      console: page,
      userBrowser: browser,
      issuer: headless.issuer,
    })
    expect(complaints).toEqual([])
  } finally {
    await browser.close()
    await headless.stop()
    rmSync(data, { recursive: true, force: true })
  }
}, 120_000)
