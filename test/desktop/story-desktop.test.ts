import { expect, test } from 'vitest'

import { launchBrowser } from '#test/support/browser.ts'
import { launchDesktop } from '#test/support/desktop.ts'

import { tellStory } from './story.ts'

test('the main job works in the desktop window, from an empty folder to undo, by keyboard alone', async () => {
  const desktop = await launchDesktop()
  const browser = await launchBrowser()
  try {
    const issuer = await desktop.page.evaluate(async () => {
      const reply = await window.latchkey?.call('issuer.status', {})
      return reply?.ok ? reply.value.issuer : ''
    })
    await tellStory({ name: 'desktop', console: desktop.page, userBrowser: browser, issuer })
    expect(await desktop.policyViolations()).toEqual([])
  } finally {
    await browser.close()
    await desktop.close()
  }
}, 120_000)
