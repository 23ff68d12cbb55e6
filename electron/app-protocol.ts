import { protocol } from 'electron'

import { consoleResponse } from '#electron/console-files.ts'

/** Must run before the application is ready: schemes are fixed then. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    // SECURITY: `standard` and `secure` give the console an origin of its own, so that 'self' in
    // its policy means these files alone. No `bypassCSP`, no `corsEnabled`.
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Serves the built console from `root`. */
export function serveAppProtocol(root: string): void {
  protocol.handle('app', (request) => consoleResponse(request, root))
}
