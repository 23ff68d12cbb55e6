import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { _electron, type ElectronApplication, type Page } from 'playwright'

import type { ConsoleBridge } from '#contract/console-bridge.ts'

declare global {
  interface Window {
    readonly latchkey?: ConsoleBridge
  }
}

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url))

export interface Desktop {
  readonly app: ElectronApplication
  readonly page: Page
  /** Electron's own folder: a second start on it is a second instance. */
  readonly userData: string
  /** What main has said on its standard error so far. */
  output(): string
  /** What the window's policy has refused so far, Trusted Types included. */
  policyViolations(): Promise<readonly string[]>
  close(): Promise<void>
}

export interface DesktopOptions {
  /** The issuer's folder; by default one in `userData`. */
  readonly data?: string
  /** 0, the default, is any. */
  readonly port?: number
  /** The application's folder; by default this project. */
  readonly root?: string
  /** Kept when it is given, else made and removed again. */
  readonly userData?: string
}

/** Starts the built application, on real Electron where there is one. */
export async function launchDesktop(options: DesktopOptions = {}): Promise<Desktop> {
  const userData = options.userData ?? mkdtempSync(join(tmpdir(), 'latchkey-desktop-'))
  const removeOwnFolder = (): void => {
    if (options.userData !== undefined) return
    // Chromium's last processes may still be writing.
    rmSync(userData, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  }
  const app = await _electron.launch({
    // Checked first: Playwright does not survive an executable that ends at once.
    executablePath: builtFor(electronExecutable().path, options.root ?? projectRoot),
    args: desktopArguments({ ...options, userData }),
    env: desktopEnvironment(),
    cwd: projectRoot,
  })
  let output = ''
  app.process().stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const page = await firstPage(app).catch(async (error: unknown) => {
    await app.close().catch(() => {})
    removeOwnFolder()
    throw new Error(`The console did not open. Main said:\n${output}`, { cause: error })
  })
  return {
    app,
    page,
    userData,
    output: () => output,
    policyViolations: () => policyViolations(page),
    async close() {
      await leaveUnsaved(app)
      await app.close()
      removeOwnFolder()
    },
  }
}

async function firstPage(app: ElectronApplication): Promise<Page> {
  const page = await app.firstWindow()
  // A page is about:blank for a moment, so load states say nothing.
  await page.locator('#root > *').first().waitFor({ state: 'attached', timeout: 15_000 })
  // The first start shows secrets once, and asks before they go.
  await leaveUnsaved(app)
  return page
}

/** The command line of a start, also for those that are not to be driven. */
export function desktopArguments(
  options: DesktopOptions & { readonly userData: string },
): string[] {
  const { port = 0, userData, root = projectRoot, data = join(userData, 'issuer') } = options
  return [root, `--user-data-dir=${userData}`, `--port=${port}`, `--data=${data}`]
}

/** The stand-in is a script: its `node` has to be this one. */
export function desktopEnvironment(): Record<string, string> {
  const path = `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`
  const entries = Object.entries({ ...process.env, PATH: path })
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

export interface ElectronExecutable {
  readonly path: string
  readonly isStandIn: boolean
}

/** $ELECTRON_EXECUTABLE, else the installed one, else the stand-in. */
export function electronExecutable(): ElectronExecutable {
  const named = process.env['ELECTRON_EXECUTABLE']
  if (named !== undefined && named !== '') return { path: existing(named), isStandIn: false }
  const installed = join(projectRoot, 'node_modules/electron')
  const pointer = join(installed, 'path.txt')
  if (existsSync(pointer)) {
    const path = join(installed, 'dist', readFileSync(pointer, 'utf8').trim())
    if (existsSync(path)) return { path, isStandIn: false }
  }
  const standIn = new URL('./electron-standin/executable.ts', import.meta.url)
  return { path: existing(fileURLToPath(standIn)), isStandIn: true }
}

function existing(path: string): string {
  if (!existsSync(path)) throw new Error(`${path} does not exist.`)
  return path
}

function builtFor(executable: string, root: string): string {
  for (const file of ['electron/main.js', 'electron/preload.cjs', 'renderer/index.html']) {
    if (!existsSync(join(root, 'dist', file))) {
      throw new Error(`dist/${file} is missing: run \`npm run build\` first.`)
    }
  }
  return executable
}

/** A page that would lose something asks before it goes; nobody is there to answer. */
async function leaveUnsaved(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ dialog }) => {
    dialog.showMessageBoxSync = () => 0
  })
}

/** Includes what was refused before this was asked. */
function policyViolations(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const seen: string[] = []
        const keep = (reports: readonly Report[]): void => {
          for (const { body } of reports) seen.push(JSON.stringify(body))
        }
        const observer = new ReportingObserver(keep, { types: ['csp-violation'], buffered: true })
        observer.observe()
        // Buffered reports are handed over in a task that is queued by now.
        setTimeout(() => {
          keep(observer.takeRecords())
          observer.disconnect()
          resolve(seen)
        }, 0)
      }),
  )
}
