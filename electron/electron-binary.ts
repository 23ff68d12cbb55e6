import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Long enough for a near mirror or a cache, short enough to wait for. */
const fetchSeconds = 5

/**
 * Electron's executable under a project, if it has been fetched. Its package is never imported
 * here: in plain Node that starts a download and blocks until it ends.
 */
export function findElectron(root: string): string | undefined {
  const installed = join(root, 'node_modules/electron')
  const pointer = join(installed, 'path.txt')
  if (!existsSync(pointer)) return undefined
  const executable = join(installed, 'dist', readFileSync(pointer, 'utf8').trim())
  return existsSync(executable) ? executable : undefined
}

/** Lets Electron's own installer try, for a few seconds; `undefined` when it did not make it. */
export async function fetchElectron(
  root: string,
  seconds = fetchSeconds,
): Promise<string | undefined> {
  const installer = join(root, 'node_modules/electron/install.js')
  if (!existsSync(installer)) return undefined
  await new Promise<void>((resolve) => {
    const child = spawn(process.execPath, [installer], {
      stdio: 'ignore',
      timeout: seconds * 1000,
      killSignal: 'SIGKILL',
    })
    child.once('error', () => resolve())
    child.once('exit', () => resolve())
  })
  return findElectron(root)
}

/** Why no window can be shown here, whatever is installed; `undefined` if one can. */
export function refuseWindow(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  isRoot: boolean,
): string | undefined {
  if (platform !== 'linux') return undefined
  const display = environment['WAYLAND_DISPLAY'] || environment['DISPLAY']
  if (!display) return 'There is no display here'
  return isRoot ? 'Electron does not run as root' : undefined
}
