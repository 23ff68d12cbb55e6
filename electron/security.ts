import { app, dialog, session, shell, type WebContents, type WebPreferences } from 'electron'

import { consoleOrigin } from '#electron/console-files.ts'
import { decideExternalLink } from '#electron/external-link.ts'
import { report } from '#electron/report.ts'

/** Every line is what keeps text that others wrote from becoming code that we run. */
export function safeWebPreferences(preload: string): WebPreferences {
  return {
    preload,
    // SECURITY: the page and the preload share no object; a page cannot redefine what preload uses.
    contextIsolation: true,
    // SECURITY: the renderer is confined by the operating system, and has no Node in its preload.
    sandbox: true,
    // SECURITY: no `require` in the page, in its workers or in a frame of it.
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    // SECURITY: the same-origin policy stays on.
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    // SECURITY: no <webview>: it would be a window that these lines do not cover.
    webviewTag: false,
    // SECURITY: a dropped file is not an address to go to.
    navigateOnDragDrop: false,
    // SECURITY: the spelling dictionaries come from a server on the internet.
    spellcheck: false,
    // SECURITY: what is shipped has no way to look into or change the running console.
    devTools: !app.isPackaged,
  }
}

/** Must run before the application is ready. */
export function hardenApplication(): void {
  // SECURITY: the sandbox holds for every process, also one that forgets to ask for it.
  app.enableSandbox()
  app.on('web-contents-created', (_event, contents) => hardenContents(contents))
}

function hardenContents(contents: WebContents): void {
  // SECURITY: the console never leaves its origin; a page from elsewhere would hold our bridge.
  contents.on('will-frame-navigate', (event) => {
    if (isConsole(event.url)) return
    event.preventDefault()
    report(`navigation was blocked: ${originOf(event.url)}`)
  })
  // SECURITY: a redirect is a navigation whose address is known late.
  contents.on('will-redirect', (event) => event.preventDefault())
  // SECURITY: see webviewTag.
  contents.on('will-attach-webview', (event) => event.preventDefault())
  // SECURITY: no window is ever opened by a page; a link goes to the system's browser, if at all.
  contents.setWindowOpenHandler(({ url }) => {
    openExternalLink(url).catch((error: unknown) => report(`no link was opened: ${String(error)}`))
    return { action: 'deny' }
  })
}

function isConsole(address: string): boolean {
  return address === consoleOrigin || address.startsWith(`${consoleOrigin}/`)
}

function originOf(address: string): string {
  const url = URL.parse(address)
  return url === null ? 'no address' : `${url.protocol}//${url.host}`
}

/** Must run once the application is ready: before that there is no session. */
export function denyPermissions(): void {
  const { defaultSession } = session
  // SECURITY: the console needs no camera, place, notification, device or screen.
  defaultSession.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(isAllowed(permission))
  })
  defaultSession.setPermissionCheckHandler((_contents, permission) => isAllowed(permission))
  defaultSession.setDevicePermissionHandler(() => false)
}

/** Its copy buttons write plain text to the clipboard. Reading the clipboard is another permission. */
function isAllowed(permission: string): boolean {
  return permission === 'clipboard-sanitized-write'
}

async function openExternalLink(address: string): Promise<void> {
  const link = decideExternalLink(address)
  if (link.kind === 'refused') {
    report(`a link was refused: ${originOf(address)}`)
    return
  }
  if (link.kind === 'ask' && !(await confirmLeaving(link.host))) return
  await shell.openExternal(link.url)
}

// SECURITY: an address of a client is written by others; the administrator sees where it leads.
async function confirmLeaving(host: string): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: `Open ${host} in your browser?`,
    detail: 'The address leads away from this machine.',
    buttons: ['Open', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
  })
  return response === 0
}
