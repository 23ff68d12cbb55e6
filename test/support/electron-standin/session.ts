import type { Session as CdpSession } from './cdp.ts'
import { toWire } from './protocol.ts'
import { notModelled, strict } from './strict.ts'

type CheckHandler = (contents: null, permission: string, origin: string, details: object) => boolean
type RequestHandler = (
  contents: null,
  permission: string,
  answer: (granted: boolean) => void,
  details: object,
) => void

/** Chromium's name of a permission beside Electron's. */
const permissions = [
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['midi', 'midi'],
  ['camera', 'media'],
  ['microphone', 'media'],
  ['clipboard-read', 'clipboard-read'],
  ['clipboard-write', 'clipboard-sanitized-write'],
  ['idle-detection', 'idle-detection'],
  ['storage-access', 'storage-access'],
] as const

let check: CheckHandler | undefined
let request: RequestHandler | undefined

const defaultSession = strict('session.defaultSession', {
  setPermissionCheckHandler(handler: CheckHandler): void {
    check = handler
  },
  setPermissionRequestHandler(handler: RequestHandler): void {
    request = handler
  },
  // No test machine has a device to choose; the handler is the application's to have.
  setDevicePermissionHandler(_handler: () => boolean): void {},
})

export const session = strict('session', { defaultSession })

/**
 * Asks the application about every permission and gives Chromium its answers. Electron asks at each
 * use; the answers of a handler that looks at the moment of asking would differ.
 */
export async function applyPermissions(browser: CdpSession, address: string): Promise<void> {
  const origin = URL.parse(toWire(address))?.origin
  if (origin === undefined || origin === 'null') return
  for (const [name, electronName] of permissions) {
    const setting = isGranted(electronName, address) ? 'granted' : 'denied'
    await browser.send('Browser.setPermission', { permission: { name }, setting, origin })
  }
}

/** Without handlers Electron grants everything. */
function isGranted(permission: string, address: string): boolean {
  const checked = check === undefined || check(null, permission, address, {})
  let requested = request === undefined
  request?.(null, permission, (answer) => (requested = answer), {})
  // Electron asks one of them when a page looks and the other when it asks; Chromium has one answer.
  if (checked !== requested) throw notModelled(`two answers about the permission ${permission}`)
  return checked
}
