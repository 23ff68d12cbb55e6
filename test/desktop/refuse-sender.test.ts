import type { BrowserWindow, IpcMainInvokeEvent } from 'electron'
import { expect, test } from 'vitest'

import { refuseSender } from '#electron/refuse-sender.ts'

const contents = {}
const frame = { parent: null, origin: 'app://console' }

function refuse(event: object, destroyed = false): string | undefined {
  const window = { webContents: contents, isDestroyed: () => destroyed }
  return refuseSender(
    // The fields that a sender is judged by.
    { sender: contents, senderFrame: frame, ...event } as unknown as IpcMainInvokeEvent,
    window as unknown as BrowserWindow,
  )
}

test('107: the main frame of our window, showing the console, is answered', () => {
  expect(refuse({})).toBeUndefined()
})

test.each([
  ['another window', { sender: {} }, 'not our window'],
  ['a frame that is gone', { senderFrame: null }, 'its frame is gone'],
  ['a frame inside', { senderFrame: { ...frame, parent: frame } }, 'not the main frame'],
  ['another site', { senderFrame: { ...frame, origin: 'https://a.test' } }, 'from https://a.test'],
  ['another host', { senderFrame: { ...frame, origin: 'app://other' } }, 'from app://other'],
  ['no origin', { senderFrame: { ...frame, origin: 'null' } }, 'from null'],
])('107: %s is refused', (_name, event, reason) => {
  expect(refuse(event)).toBe(reason)
})

test('107: a window that is closed is refused', () => {
  expect(refuse({}, true)).toBe('not our window')
})
