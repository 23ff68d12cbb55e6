import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Browser, Page } from 'playwright'

import type { ChangeEvent } from '#contract/events.ts'
import type { OperationName } from '#contract/operations.ts'
import type { ConsoleFixture } from '#test/support/console-fixture.ts'

/** The policy that both hosts send with the console. */
export const consolePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

export interface ConsoleHost extends AsyncDisposable {
  readonly url: string
}

/** Serves the built console from `dist/renderer`, and nothing else, under the real policy. */
export async function hostConsole(): Promise<ConsoleHost> {
  const root = fileURLToPath(new URL('../../dist/renderer', import.meta.url))
  if (!existsSync(join(root, 'index.html'))) {
    throw new Error('dist/renderer is missing: run `npm run build` first.')
  }
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://console').pathname
    void serve(join(root, path === '/' ? 'index.html' : path), response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A listening TCP server has an address with a port.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function serve(file: string, response: ServerResponse): Promise<void> {
  const body = await readFile(file).catch(() => undefined)
  if (body === undefined) {
    response.writeHead(404).end()
    return
  }
  response.writeHead(200, {
    'content-type': types[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': consolePolicy,
    'x-content-type-options': 'nosniff',
  })
  response.end(body)
}

export interface ConsolePage {
  readonly page: Page
  /** Policy violations, errors on the console and uncaught exceptions so far. */
  readonly complaints: readonly string[]
}

/** A page whose `window.latchkey` is the fixture; the data stays here, in Node. */
export async function openConsole(
  browser: Browser,
  fixture: ConsoleFixture,
  options: {
    readonly colorScheme?: 'light' | 'dark'
    readonly width?: number
    readonly height?: number
  } = {},
): Promise<ConsolePage> {
  const context = await browser.newContext({
    colorScheme: options.colorScheme ?? 'light',
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const complaints = listenForComplaints(page)
  await page.exposeFunction('fixtureCall', (name: OperationName, input: unknown) =>
    fixture.call(name, input),
  )
  await page.addInitScript(() => {
    const listeners = new Set<(event: unknown) => void>()
    Object.assign(window, {
      latchkey: {
        // Put there by exposeFunction.
        call: (name: string, input: unknown) =>
          (window as unknown as { fixtureCall: (...a: unknown[]) => unknown }).fixtureCall(
            name,
            input,
          ),
        subscribe: (listener: (event: unknown) => void) => {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
      },
      fixtureAnnounce: (event: unknown) => listeners.forEach((listener) => listener(event)),
    })
  })
  const stop = fixture.subscribe((event) => void announce(page, event))
  page.once('close', stop)
  return { page, complaints }
}

async function announce(page: Page, event: ChangeEvent): Promise<void> {
  const told = page.evaluate(
    // Put there by the init script.
    (event) =>
      (window as unknown as { fixtureAnnounce: (event: unknown) => void }).fixtureAnnounce(event),
    event,
  )
  // A page that is just being left or loaded asks for everything anyway.
  await told.catch(() => {})
}

function listenForComplaints(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return complaints
}
