import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { launchDesktop, projectRoot, type Desktop } from '#test/support/desktop.ts'

let desktop: Desktop
let elsewhere: Server

beforeAll(async () => {
  elsewhere = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<h1>elsewhere</h1>')
  })
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
  desktop = await launchDesktop()
})

afterAll(async () => {
  elsewhere.close()
  await desktop.close()
})

const ask = (page: Page, operation: unknown, input: unknown): Promise<unknown> =>
  page.evaluate(
    // What a page would send that is not our renderer: any name, any input.
    ([name, value]) => window.latchkey?.call(name as 'issuer.status', value),
    [operation, input],
  )

const load = (address: string): Promise<void> =>
  desktop.app.evaluate(
    ({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.loadURL(to),
    address,
  )

async function leave(): Promise<string> {
  // A server on a port has an address of this kind.
  const origin = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`
  await load(`${origin}/`)
  await desktop.page.getByText('elsewhere').waitFor()
  return origin
}

async function comeBack(): Promise<void> {
  await load('app://console/')
  await desktop.page.locator('#root > *').first().waitFor({ state: 'attached' })
}

test('108: `latchkey` is all that the preload gives to a page, and stays as it is', async () => {
  // A page without any script, so that whatever it has beyond a bare frame is the preload's.
  await leave()
  const given = await desktop.page.evaluate(() => {
    const frame = document.body.appendChild(document.createElement('iframe'))
    const known = new Set(Object.getOwnPropertyNames(frame.contentWindow))
    frame.remove()
    const descriptor = Object.getOwnPropertyDescriptor(window, 'latchkey')
    return {
      names: Object.getOwnPropertyNames(window).filter((name) => !known.has(name)),
      functions: Object.keys(window.latchkey ?? {}).toSorted(),
      frozen: Object.isFrozen(window.latchkey),
      replaceable: descriptor?.writable === true || descriptor?.configurable === true,
    }
  })
  await comeBack()
  expect(given).toEqual({
    names: ['latchkey'],
    functions: ['call', 'subscribe'],
    frozen: true,
    replaceable: false,
  })
})

test('the console asks the issuer over the bridge', async () => {
  expect(await ask(desktop.page, 'issuer.status', {})).toMatchObject({
    ok: true,
    value: { state: 'running' },
  })
})

test('109: an unknown operation is refused with a sentence', async () => {
  expect(await ask(desktop.page, 'no.such', {})).toMatchObject({
    ok: false,
    error: { message: expect.stringMatching(/\.$/) },
  })
})

const oversized: Record<string, () => unknown> = {
  'deeper than any input': () => {
    let value: unknown = {}
    for (let depth = 0; depth < 40; depth += 1) value = { value }
    return value
  },
  'longer than any input': () => ({ search: 'x'.repeat(2_000_000) }),
  'wider than any input': () => ({ ids: Array.from({ length: 30_000 }, (_, index) => index) }),
  'made of what JSON has not': () => ({ when: new Date(0) }),
}

test.each(Object.keys(oversized))('109: an input %s is refused', async (name) => {
  const reply = await ask(desktop.page, 'issuer.status', oversized[name]?.())
  expect(reply).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
})

test('109: a name that is no name is refused', async () => {
  for (const name of [null, 7, {}, 'x'.repeat(65)]) {
    expect(await ask(desktop.page, name, {})).toMatchObject({
      ok: false,
      error: { code: 'invalid_input' },
    })
  }
})

test('107: a second window with the same preload is refused', async () => {
  const preload = join(projectRoot, 'dist/electron/preload.cjs')
  const [other] = await Promise.all([
    desktop.app.waitForEvent('window'),
    desktop.app.evaluate(async ({ BrowserWindow }, path) => {
      const window = new BrowserWindow({ show: false, webPreferences: { preload: path } })
      await window.loadURL('app://console/')
    }, preload),
  ])
  expect(await ask(other, 'issuer.status', {})).toMatchObject({
    ok: false,
    error: { code: 'not_allowed' },
  })
  expect(desktop.output()).toContain('refused: not our window')
  await other.close()
})

test('107: a page from elsewhere in our own window is refused', async () => {
  const origin = await leave()
  expect(await ask(desktop.page, 'issuer.status', {})).toMatchObject({
    ok: false,
    error: { code: 'not_allowed' },
  })
  expect(desktop.output()).toContain(`refused: from ${origin}`)
  await comeBack()
  expect(await ask(desktop.page, 'issuer.status', {})).toMatchObject({ ok: true })
})

test('a function does not cross over', async () => {
  const error = await desktop.page.evaluate(async () => {
    try {
      await window.latchkey?.call('issuer.status', { call: () => 1 })
      return 'crossed'
    } catch (error) {
      return String(error)
    }
  })
  expect(error).toContain('could not be cloned')
})
