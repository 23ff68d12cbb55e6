import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'

import { browserArguments, browserExecutable } from '#test/support/browser.ts'

import { connect, type Connection } from './cdp.ts'

/** Starts the browser behind the stand-in; it ends with this process, however that ends. */
export async function startChromium(userData: string): Promise<Connection> {
  const { path, env } = browserExecutable()
  const child = spawn(
    path,
    [
      ...browserArguments,
      // Not even this machine: every request goes through the stand-in.
      '--host-resolver-rules=MAP * ~NOTFOUND',
      '--headless',
      '--remote-debugging-pipe',
      '--remote-debugging-port=0',
      '--no-startup-window',
      '--disable-popup-blocking',
      '--hide-scrollbars',
      '--mute-audio',
      '--password-store=basic',
      '--use-mock-keychain',
      '--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider',
      // What the console keeps in its origin outlives the window, as it does in Electron.
      `--user-data-dir=${join(userData, 'standin-profile')}`,
    ],
    { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] },
  )
  process.once('exit', () => child.kill('SIGKILL'))
  const [, , stderr, toBrowser, fromBrowser] = child.stdio
  if (!(stderr instanceof Readable)) throw new Error('The browser has no standard error.')
  await devToolsLine(stderr, path)
  if (!(toBrowser instanceof Writable) || !(fromBrowser instanceof Readable)) {
    throw new Error('The browser has no pipe.')
  }
  return connect(toBrowser, fromBrowser)
}

/** Electron prints where its Chromium listens; Playwright waits for that line. */
function devToolsLine(stderr: Readable, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = ''
    stderr.setEncoding('utf8')
    stderr.on('data', (chunk: string) => {
      text = `${text}${chunk}`.slice(-10_000)
      const line = /^DevTools listening on ws:\/\/.*$/m.exec(text)
      if (line === null) return
      stderr.removeAllListeners('data')
      stderr.resume()
      process.stderr.write(`${line[0]}\n`)
      resolve()
    })
    stderr.on('close', () => reject(new Error(`${path} did not start:\n${text}`)))
  })
}
