import type { CustomScheme } from 'electron'

import { notModelled, onlyKnown, strict } from './strict.ts'

type SchemeHandler = (request: Request) => Response | Promise<Response>

const registered = new Set<string>()
const handlers = new Map<string, SchemeHandler>()

/**
 * Chromium knows no scheme of ours without Electron's patches, so `app://console/x` travels as
 * `https://console.app.standin.invalid/x`: a secure origin of its own, as the scheme would be.
 */
const suffix = 'standin.invalid'

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(schemes: CustomScheme[]): void {
    for (const { scheme, privileges = {} } of schemes) {
      onlyKnown('privileges', privileges, ['standard', 'secure', 'supportFetchAPI'])
      if (!privileges.standard || !privileges.secure || !privileges.supportFetchAPI) {
        throw notModelled('a scheme that is not standard, secure and open to fetch')
      }
      registered.add(scheme)
    }
  },
  handle(scheme: string, handler: SchemeHandler): void {
    if (!registered.has(scheme)) throw notModelled(`protocol.handle('${scheme}') unregistered`)
    if (handlers.has(scheme)) throw new Error(`protocol.handle('${scheme}') a second time`)
    handlers.set(scheme, handler)
  },
})

/** From the address that the application knows to the one that Chromium is given. */
export function toWire(address: string): string {
  const url = URL.parse(address)
  if (url === null || !registered.has(url.protocol.slice(0, -1))) return address
  const rest = address.slice(`${url.protocol}//${url.host}`.length)
  return `https://${url.host}.${url.protocol.slice(0, -1)}.${suffix}${rest}`
}

/** Back again; an address that did not travel stays as it is. */
export function fromWire(address: string): string {
  const match = /^https:\/\/([^/]+)\.([a-z]+)\.standin\.invalid(\/.*)?$/.exec(address)
  return match === null ? address : `${match[2]}://${match[1]}${match[3] ?? ''}`
}

/** The application's own answer to a request for one of its schemes; `undefined` for any other. */
export async function answerScheme(request: {
  readonly url: string
  readonly method: string
  readonly headers: Record<string, string>
}): Promise<Response | undefined> {
  const url = fromWire(request.url)
  const handler = handlers.get(URL.parse(url)?.protocol.slice(0, -1) ?? '')
  if (handler === undefined) return undefined
  const { method, headers } = request
  return handler(new Request(url, { method, headers }))
}
