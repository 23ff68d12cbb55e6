import { expect, test } from 'vitest'

import { launchBrowser } from '#test/support/browser.ts'
import { launchDesktop } from '#test/support/desktop.ts'

import { tellTryIt } from './try-it-story.ts'

test('Try it runs the sample’s flows in the desktop window, and its sign-in pages in the system’s browser', async () => {
  const desktop = await launchDesktop()
  const browser = await launchBrowser()
  try {
    const context = await browser.newContext()
    await desktop.app.evaluate(({ shell }) => {
      const opened: string[] = []
      Object.assign(globalThis, { opened })
      shell.openExternal = async (url) => void opened.push(url)
    })
    const takeOpened = (): Promise<string | undefined> =>
      desktop.app.evaluate(() => {
        // Put there above.
        const { opened } = globalThis as unknown as { opened: string[] }
        return opened.shift()
      })
    await tellTryIt({
      name: 'desktop',
      console: desktop.page,
      async opened(act) {
        await act()
        let url: string | undefined
        await expect.poll(async () => (url ??= await takeOpened())).toMatch(/^http:\/\/localhost:/)
        const user = await context.newPage()
        await user.goto(url ?? '')
        return user
      },
    })
    expect(await desktop.policyViolations()).toEqual([])
  } finally {
    await browser.close()
    await desktop.close()
  }
}, 180_000)
