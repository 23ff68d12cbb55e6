import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { consoleResponse } from '#electron/console-files.ts'

let folder: string
let root: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-console-'))
  root = join(folder, 'renderer')
  mkdirSync(join(root, 'assets'), { recursive: true })
  writeFileSync(join(root, 'index.html'), 'the page')
  writeFileSync(join(root, 'assets/a b.js'), 'script')
  writeFileSync(join(folder, 'secret.json'), 'secret')
  mkdirSync(join(folder, 'renderer-other'))
  writeFileSync(join(folder, 'renderer-other/x.js'), 'secret')
})

afterAll(() => rmSync(folder, { recursive: true }))

const get = (url: string, method = 'GET'): Promise<Response> =>
  consoleResponse({ url, method }, root)

test('the console’s address is answered by its page, an asset by its file', async () => {
  const page = await get('app://console/')
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(await page.text()).toBe('the page')
  const asset = await get('app://console/assets/a%20b.js')
  expect(asset.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(await asset.text()).toBe('script')
})

test('an address that only the router of the console knows is answered by the page', async () => {
  expect(await (await get('app://console/clients/web.client?q=1')).text()).toBe('the page')
})

test('101: every answer carries the policy and its type', async () => {
  const urls = ['app://console/', 'app://console/none.js', 'app://console/..%2fsecret.json']
  for (const response of await Promise.all(urls.map((url) => get(url)))) {
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    )
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  }
})

test.each([
  ['app://console/..%2fsecret.json', 400],
  ['app://console/%2e%2e/secret.json', 404],
  ['app://console/..%5csecret.json', 400],
  ['app://console/assets/..%2f..%2fsecret.json', 400],
  ['app://console/%00.js', 400],
  ['app://console/%', 400],
  ['app://console/..%2frenderer-other/x.js', 400],
  ['app://other/index.html', 404],
  ['app://console/none.js', 404],
])('89: %s is answered with %i', async (url, status) => {
  const response = await get(url)
  expect(response.status).toBe(status)
  expect(await response.text()).toBe('')
})

test('nothing is written to the console', async () => {
  expect((await get('app://console/', 'POST')).status).toBe(405)
})

test('89: no address leads out of the folder', async () => {
  const segment = fc.constantFrom('..', '.', '%2e%2e', '%2f', '%5c', '/', 'secret.json', 'assets')
  await fc.assert(
    fc.asyncProperty(fc.array(segment, { maxLength: 12 }), async (segments) => {
      const response = await get(`app://console/${segments.join('')}`)
      expect(await response.text()).not.toContain('secret')
    }),
    { numRuns: 500 },
  )
})
