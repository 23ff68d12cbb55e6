import { BrowserWindow, dialog, nativeTheme, screen } from 'electron'

import { consoleUrl } from '#electron/console-files.ts'
import { report } from '#electron/report.ts'
import { safeWebPreferences } from '#electron/security.ts'
import { onScreen, readSettings, writeSettings } from '#electron/settings.ts'

const size = { width: 1280, height: 800 }
/** The narrowest window in which the grid keeps its first columns. */
const smallest = { minWidth: 800, minHeight: 560 }

/** The one window. It is shown when it has something to show. */
export function openWindow(preload: string, settingsFile: string): BrowserWindow {
  const remembered = readSettings(settingsFile).window
  const screens = screen.getAllDisplays().map((display) => display.workArea)
  const bounds = remembered && onScreen(remembered.bounds, screens)
  const window = new BrowserWindow({
    ...size,
    ...smallest,
    ...bounds,
    show: false,
    title: 'Latchkey',
    // The console's own two grounds, so that nothing flashes before its style sheet is there.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1c1b19' : '#fbfaf8',
    webPreferences: safeWebPreferences(preload),
  })
  // maximize() shows the window as well, so it waits for the page just the same.
  window.once('ready-to-show', () => (remembered?.maximized ? window.maximize() : window.show()))
  window.on('close', () => {
    const maximized = window.isMaximized()
    writeSettings(settingsFile, { window: { bounds: window.getNormalBounds(), maximized } })
  })
  askBeforeUnload(window)
  window.webContents.on('preload-error', (_event, _path, error) => {
    report(`the console has no way to the issuer: ${error.message}`)
  })
  window
    .loadURL(consoleUrl)
    .catch((error: unknown) => report(`the console did not load: ${String(error)}`))
  return window
}

export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/** Electron shows no dialog for `beforeunload`: unasked, a form with changes would never close. */
function askBeforeUnload(window: BrowserWindow): void {
  window.webContents.on('will-prevent-unload', (event) => {
    const answer = dialog.showMessageBoxSync(window, {
      type: 'warning',
      message: 'Leave this page?',
      detail: 'What it shows is not saved yet, or is shown this once.',
      buttons: ['Leave', 'Stay'],
      defaultId: 1,
      cancelId: 1,
    })
    if (answer === 0) event.preventDefault()
  })
}
