#!/usr/bin/env node
import inspector from 'node:inspector'
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

import { electronApp } from './app.ts'
import { BrowserWindow } from './browser-window.ts'
import { commandLine } from './command-line.ts'

// From here on `electron` is the stand-in, for `import` and for `require` alike.
const standIn = new URL('./electron.ts', import.meta.url).href
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'electron' || specifier === 'electron/main') {
      return { url: standIn, shortCircuit: true }
    }
    return next(specifier, context)
  },
})

electronApp.windows = () => BrowserWindow.open
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => electronApp.quit())
process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)

// Playwright waits for the line that this prints.
if (commandLine.inspect) inspector.open(0, '127.0.0.1')
process.argv = process.argv.slice(1)
await import(pathToFileURL(commandLine.main).href)
await electronApp.becomeReady()

function fail(error: unknown): void {
  process.stderr.write(`stand-in: ${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
}
