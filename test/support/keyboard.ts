import type { Locator, Page } from 'playwright'

/** Presses of Tab after which a control counts as unreachable. */
const tabLimit = 150

/** Uses a page as somebody without a mouse does. */
export interface Keyboard {
  /** Presses Tab until the control has the focus. */
  reach(control: Locator): Promise<void>
  /** Reaches a button, link, switch or check box, and presses it. */
  press(control: Locator, key?: 'Enter' | 'Space'): Promise<void>
  /** Reaches a field, and replaces what it says. */
  type(field: Locator, text: string): Promise<void>
  /** Presses keys one after another. */
  keys(...names: readonly string[]): Promise<void>
}

export function keyboardOf(page: Page): Keyboard {
  const keyboard: Keyboard = {
    async reach(control) {
      await control.waitFor()
      for (let presses = 0; presses < tabLimit; presses += 1) {
        if (await control.evaluate((element) => element === element.ownerDocument.activeElement))
          return
        await page.keyboard.press('Tab')
      }
      throw new Error(`Tab does not reach ${String(control)}.`)
    },
    async press(control, key = 'Enter') {
      await keyboard.reach(control)
      await page.keyboard.press(key)
    },
    async type(field, text) {
      await keyboard.reach(field)
      await page.keyboard.press('Control+a')
      await page.keyboard.insertText(text)
    },
    async keys(...names) {
      for (const name of names) await page.keyboard.press(name)
    },
  }
  return keyboard
}
