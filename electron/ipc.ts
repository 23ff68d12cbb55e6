import { ipcMain, type BrowserWindow } from 'electron'

import type { ChangeEvent } from '#contract/events.ts'
import type { AdminErrorCode, Reply } from '#contract/reply.ts'
import { callChannel, changeChannel } from '#electron/channels.ts'
import { refuseSender } from '#electron/refuse-sender.ts'
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

async function call(
  issuer: Pick<Issuer, 'dispatch'>,
  operation: unknown,
  input: unknown,
): Promise<Reply<unknown>> {
  if (typeof operation !== 'string' || operation.length > longestOperationName) {
    return refused('invalid_input', 'The operation has no name.')
  }
  return issuer.dispatch(operation, input, caller)
}

function refused(code: AdminErrorCode, message: string): Reply<never> {
  return { ok: false, error: { code, message } }
}
