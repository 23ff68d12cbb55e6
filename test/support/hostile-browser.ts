import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'

import type { AxeResults, RunOptions } from 'axe-core'
import type { BrowserContextOptions, Browser, Page } from 'playwright'

/** A page that tells on itself. */
export interface WatchedPage extends AsyncDisposable {
  readonly page: Page
  /** Policy violations, dialogs, uncaught exceptions and requests to elsewhere so far. */
  readonly complaints: readonly string[]
}

export async function openWatchedPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const complaints: string[] = []
  page.on('console', (message) => {
    const text = message.text()
    if (/Content.Security.Policy|violat|refused to/i.test(text)) complaints.push(text)
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    const { hostname } = new URL(request.url())
    if (!['localhost', '127.0.0.1', '[::1]', ''].includes(hostname))
      complaints.push(`request: ${request.url()}`)
  })
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() }
}

/** What arrived at a client's site. */
export interface Arrival {
  readonly method: string
  readonly url: URL
  readonly body: URLSearchParams
}

/** A client's own site: `/callback` takes answers, any other path serves what it was given. */
export interface ClientSite extends AsyncDisposable {
  readonly origin: string
  readonly callback: string
  readonly arrivals: readonly Arrival[]
  serve(path: string, html: string): string
}

export async function openClientSite(): Promise<ClientSite> {
  const arrivals: Arrival[] = []
  const pages = new Map<string, string>()
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://client')
    const body = new URLSearchParams(await read(request))
    if (url.pathname === '/callback') arrivals.push({ method: request.method ?? '', url, body })
    const html = pages.get(url.pathname) ?? '<!doctype html><title>Client</title><p id="here">Here'
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html)
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A listening TCP server has an address with a port.
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  return {
    origin,
    callback: `${origin}/callback`,
    arrivals,
    serve(path, html) {
      pages.set(path, html)
      return origin + path
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function read(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body
}

/** What axe-core finds on a page, target sizes included. */
export async function axeFindings(page: Page): Promise<string[]> {
  const { resolve } = createRequire(import.meta.url)
  await page.evaluate(await readFile(resolve('axe-core/axe.min.js'), 'utf8'))
  const found = await page.evaluate(async () => {
    // The script above has just put it there.
    const { axe } = globalThis as unknown as {
      axe: { run: (options: RunOptions) => Promise<AxeResults> }
    }
    const { violations } = await axe.run({ rules: { 'target-size': { enabled: true } } })
    return violations
  })
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} (${node.failureSummary ?? ''})`),
  )
}
