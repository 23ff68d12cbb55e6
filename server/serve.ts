import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

import { AdminError } from '#admin/admin-error.ts'
import { openConsoleServer, type ConsoleServer } from '#admin/console-server.ts'

import type { ServeOptions } from './config.ts'
import { ConfigurationError } from './configuration-file.ts'
import { openIssuer, PortTakenError, type Issuer } from './issuer.ts'
import { nextFreePort } from './listening.ts'
import { log, logBug } from './log.ts'

/** Where `npm run build` puts the console: beside this file once it is built itself. */
const rendererFolder = join(
  import.meta.dirname,
  import.meta.url.endsWith('.ts') ? '../dist/renderer' : '../renderer',
)

/** Milliseconds that the console's requests may take at the end; the issuer's may take 3.5 s more. */
const consolePatience = 500

/** Runs until SIGTERM or SIGINT. Says on stdout, in one line of JSON, when it is ready. */
export async function serve(options: ServeOptions): Promise<void> {
  const issuer = await openConfigured(options)
  const openConsole = await openConsoleFor(issuer, options.adminPort).catch(
    async (error: unknown) => {
      await issuer.close()
      throw error
    },
  )
  closeOnSignal(issuer, openConsole, options.underNpm)
  const admin = openConsole?.openLink()
  process.stdout.write(`${JSON.stringify({ ready: true, issuer: issuer.url, admin })}\n`)
  if (options.open && admin !== undefined) showInBrowser(admin)
}

/** @throws ConfigurationError where the file says what cannot be. */
async function openConfigured({ config, ...options }: ServeOptions): Promise<Issuer> {
  try {
    // Without a console nobody would ever see the sample's secrets.
    const sample = config === undefined && options.adminPort !== undefined
    return await openIssuer({
      ...options,
      configuration: config?.configuration,
      sample,
      onBug: logBug,
      onFatal(error) {
        // A process that can store nothing is restarted by whoever watches it, not kept.
        logBug(error)
        process.exit(70)
      },
    })
  } catch (error) {
    if (!config || !(error instanceof AdminError)) throw error
    const { path, message } = error.failure
    throw new ConfigurationError([config.file, path, message].filter(Boolean).join(': '))
  }
}

async function openConsoleFor(
  issuer: Issuer,
  port: number | undefined,
): Promise<ConsoleServer | undefined> {
  if (port === undefined) return undefined
  if (!existsSync(rendererFolder))
    log('info', 'The console is not built: run "npm run build" to see it.')
  try {
    return await openConsoleServer({
      port,
      dispatch: issuer.dispatch,
      subscribe: issuer.subscribe,
      rendererFolder,
    })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw new PortTakenError(port, await nextFreePort(port + 1))
    throw error
  }
}

function closeOnSignal(
  issuer: Issuer,
  openConsole: ConsoleServer | undefined,
  underNpm: boolean,
): void {
  let isClosing = false
  const close = async (): Promise<void> => {
    if (isClosing) return
    isClosing = true
    // Half a request keeps its connection, and nobody times it out while a server closes.
    await Promise.race([
      openConsole?.close(),
      setTimeout(consolePatience, undefined, { ref: false }),
    ])
    await issuer.close()
  }
  const onSignal = (): void =>
    void close().then(
      () => process.exit(0),
      (error: unknown) => {
        logBug(error)
        process.exit(70)
      },
    )
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
  if (underNpm) onParentGone(onSignal)
}

/** npm's shell passes no signal on: it dies, and whoever it has started would stay. */
function onParentGone(close: () => void): void {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    close()
  }, 500).unref()
}

/** The link is one-time and goes to the user's own browser; without one it stands on stdout. */
function showInBrowser(link: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', link]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', link]
        : ['xdg-open', link]
  spawn(command ?? '', args, { stdio: 'ignore', detached: true })
    .on('error', () => log('info', `Open the console in a browser: ${link}`))
    .unref()
}
