import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from 'electron'

import type { ChangeEvent } from '#contract/events.ts'
import type { AdminErrorCode, Reply } from '#contract/reply.ts'
import { consoleOrigin } from '#electron/app-protocol.ts'
import { refuseUnbounded } from '#electron/bounded-input.ts'
import { callChannel, changeChannel } from '#electron/channels.ts'
import { report } from '#electron/report.ts'
import type { Caller, Issuer } from '#issuer'

/** Whoever sits at the desktop; the audit trail names it so. */
const caller: Caller = { actor: 'desktop console', role: 'administrator' }

const longestOperationName = 64

/** Answers the window's calls and pushes what changed, until the function it returns is called. */
export function serveConsole(
  issuer: Pick<Issuer, 'dispatch' | 'subscribe'>,
  window: BrowserWindow,
): () => void {
  ipcMain.handle(callChannel, (event, operation: unknown, input: unknown) => {
    // SECURITY: before anything is read of the arguments. Every frame of every window of this
    // process can send on this channel; only our console, in our window, may be answered.
    const stranger = refuseSender(event, window)
    if (stranger !== undefined) {
      report(`a call over IPC was refused: ${stranger}`)
      return refused('not_allowed', 'Only the console may call the issuer.')
    }
    return call(issuer, operation, input)
  })
  const unsubscribe = issuer.subscribe((change: ChangeEvent) => {
    if (!window.isDestroyed()) window.webContents.send(changeChannel, change)
  })
  return () => {
    unsubscribe()
    ipcMain.removeHandler(callChannel)
  }
}

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

async function call(
  issuer: Pick<Issuer, 'dispatch'>,
  operation: unknown,
  input: unknown,
): Promise<Reply<unknown>> {
  if (typeof operation !== 'string' || operation.length > longestOperationName) {
    return refused('invalid_input', 'The operation has no name.')
  }
  const unbounded = refuseUnbounded(input)
  if (unbounded !== undefined) return refused('invalid_input', unbounded)
  return issuer.dispatch(operation, input, caller)
}

function refused(code: AdminErrorCode, message: string): Reply<never> {
  return { ok: false, error: { code, message } }
}
