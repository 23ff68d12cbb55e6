import type { Clipboard, Dialog, Shell } from 'electron'

import { strict } from './strict.ts'

/** What only a person or the system could answer. A test that gets here answers it beforehand. */
function unanswered(what: string): Error {
  return new Error(`${what} waits for somebody; a test replaces it before it is called`)
}

export const dialog = strict('dialog', {
  showMessageBox: () => Promise.reject(unanswered('dialog.showMessageBox')),
  showMessageBoxSync(): number {
    throw unanswered('dialog.showMessageBoxSync')
  },
  showErrorBox(title: string, content: string): void {
    process.stderr.write(`${title}\n${content}\n`)
  },
} satisfies Pick<Dialog, 'showMessageBox' | 'showMessageBoxSync' | 'showErrorBox'>)

export const shell = strict('shell', {
  openExternal: () => Promise.reject(unanswered('shell.openExternal')),
  openPath: () => Promise.reject(unanswered('shell.openPath')),
} satisfies Pick<Shell, 'openExternal' | 'openPath'>)

let copied = ''
export const clipboard = strict('clipboard', {
  async writeText(text: string): Promise<void> {
    copied = text
  },
  readText: async () => copied,
} satisfies Pick<Clipboard, 'writeText' | 'readText'>)

export const nativeTheme = strict('nativeTheme', { shouldUseDarkColors: false })

const workArea = { x: 0, y: 0, width: 1920, height: 1080 }
export const screen = strict('screen', {
  getAllDisplays: () => [strict('Display', { id: 1, bounds: workArea, workArea })],
})
