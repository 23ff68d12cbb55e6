import type { BrowserWindow, IpcMainInvokeEvent } from 'electron'

import { consoleOrigin } from '#electron/console-files.ts'

/** What is wrong with a sender; `undefined` if it is the console. */
export function refuseSender(
  event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>,
  window: BrowserWindow,
): string | undefined {
  if (window.isDestroyed() || event.sender !== window.webContents) return 'not our window'
  // A frame that has navigated away since it sent has no say any more.
  if (event.senderFrame === null) return 'its frame is gone'
  if (event.senderFrame.parent !== null) return 'not the main frame'
  if (event.senderFrame.origin !== consoleOrigin) return `from ${event.senderFrame.origin}`
  return undefined
}
