import { join } from 'node:path'

import { app, dialog, type BrowserWindow } from 'electron'

import { desktopOptions } from '#config'
import { registerAppScheme, serveAppProtocol } from '#electron/app-protocol.ts'
import { serveConsole } from '#electron/ipc.ts'
import { installMenu } from '#electron/menu/menu.ts'
import { report } from '#electron/report.ts'
import { denyPermissions, hardenApplication } from '#electron/security.ts'
import { startIssuer, type Question } from '#electron/start-issuer.ts'
import { focusWindow, openWindow } from '#electron/window.ts'
import { openIssuer, type Issuer } from '#issuer'

// The lock comes first: a second start must touch neither the port nor the data.
if (app.requestSingleInstanceLock()) {
  hardenApplication()
  registerAppScheme()
  // Not awaited: Electron is ready only after this module has been evaluated.
  app.whenReady().then(start).catch(fail)
} else {
  app.quit()
}

async function start(): Promise<void> {
  denyPermissions()
  serveAppProtocol(join(import.meta.dirname, '../renderer'))
  const { data, port } = desktopOptions(process.argv)
  const issuer = await startIssuer(
    { data, port, sample: true, onBug: reportBug, onFatal: end },
    { open: openIssuer, ask },
  )
  if (issuer === undefined) {
    app.quit()
    return
  }
  closeBeforeQuit(issuer)
  keepWindow(issuer, data)
}

/** One window for the life of the application; on macOS it may be closed and opened again. */
function keepWindow(issuer: Issuer, data: string): void {
  let window: BrowserWindow | undefined
  const open = (): void => {
    const opened = openWindow(
      join(import.meta.dirname, 'preload.cjs'),
      join(app.getPath('userData'), 'settings.json'),
    )
    const stopServing = serveConsole(issuer, opened)
    opened.once('closed', () => {
      stopServing()
      window = undefined
    })
    window = opened
  }
  const show = (): void => (window === undefined ? open() : focusWindow(window))
  installMenu({ issuer: issuer.url, data })
  app.on('second-instance', show)
  app.on('activate', show)
  // Whoever closes the window means to stop: an issuer that goes on unseen would be a surprise. On
  // macOS the application stays in the dock, which shows that it still runs. `serve` is for the rest.
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  open()
}

/** Answers that are on their way leave, and the store is closed, before the process ends. */
function closeBeforeQuit(issuer: Issuer): void {
  let closed = false
  app.on('will-quit', (event) => {
    if (closed) return
    event.preventDefault()
    issuer
      .close()
      .catch((error: unknown) => report(`the issuer did not close cleanly: ${String(error)}`))
      .finally(() => {
        closed = true
        app.quit()
      })
  })
}

async function ask(question: Question): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: question.message,
    detail: question.detail,
    buttons: [...question.buttons],
    defaultId: 0,
    cancelId: question.buttons.length - 1,
  })
  return response !== question.buttons.length - 1
}

function reportBug(error: unknown): void {
  report(textOf(error))
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

function fail(error: unknown): void {
  endWith('Latchkey could not start', error)
}

/** The store has failed for good: an issuer that can store nothing says so and ends. */
function end(error: unknown): void {
  endWith('Latchkey had to stop', error)
}

function endWith(title: string, error: unknown): void {
  const text = textOf(error)
  report(text)
  dialog.showErrorBox(title, text)
  app.exit(1)
}
