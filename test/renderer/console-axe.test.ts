import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

import type { AxeResults, RunOptions } from 'axe-core'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { launchBrowser } from '#test/support/browser.ts'
import { hostConsole, openConsole } from '#test/support/console-fixture-page.ts'
import type { ConsoleHost, ConsolePage } from '#test/support/console-fixture-page.ts'
import { consoleFixture } from '#test/support/console-fixture.ts'

const pages = [
  { path: '/', heading: 'Overview' },
  { path: '/activity', heading: 'Activity' },
  { path: '/activity?record=39', heading: 'Activity' },
  { path: '/activity?record=50', heading: 'Activity' },
  { path: '/activity?q=outcome:refused&record=45&unfolded=true', heading: 'Activity' },
  { path: '/clients', heading: 'Clients' },
  { path: '/clients/codeflowclient', heading: 'Code Flow Client' },
  { path: '/clients/codeflowclient?tab=secrets', heading: 'Code Flow Client' },
  { path: '/clients/codeflowclient?tab=connect', heading: 'Code Flow Client' },
  { path: '/clients/codeflowclient?tab=danger', heading: 'Code Flow Client' },
  { path: '/clients/machine', heading: 'Nightly import' },
  { path: '/new-client', heading: 'New client' },
  { path: '/refresh-tokens', heading: 'Refresh tokens' },
  { path: '/refresh-tokens?id=grs', heading: 'Refresh tokens' },
  { path: '/refresh-tokens?id=grs&view=tree', heading: 'Alice Liddell' },
  { path: '/users', heading: 'Users' },
  { path: '/users?id=sub-alice', heading: 'Users' },
  { path: '/resources', heading: 'Resources' },
  { path: '/resources?id=urn:webapisecurity', heading: 'Resources' },
  { path: '/consents', heading: 'Consents' },
  { path: '/consents?open=sub-alice%20codeflowclient', heading: 'Consents' },
  { path: '/try-it', heading: 'Try it' },
  { path: '/try-it?client=spa', heading: 'Try it' },
  { path: '/try-it?run=r0&open=5', heading: 'Try it' },
  { path: '/try-it?run=r0&open=%24ACCESS_TOKEN_1', heading: 'Try it' },
  { path: '/inspector', heading: 'Inspector' },
  { path: '/audit', heading: 'Audit' },
  { path: '/audit?entry=12', heading: 'Audit' },
] as const

const emptyPages = [
  { path: '/', sentence: 'No client yet' },
  { path: '/clients', sentence: 'No client yet' },
  { path: '/activity', sentence: 'No request yet' },
  { path: '/consents', sentence: 'No consent is remembered' },
  { path: '/try-it', sentence: 'No client to try yet' },
  { path: '/audit', sentence: 'Nothing has been changed yet' },
] as const

let browser: Browser
let host: ConsoleHost
let axe: string

beforeAll(async () => {
  browser = await launchBrowser()
  host = await hostConsole()
  const resolve = createRequire(import.meta.url).resolve
  axe = await readFile(resolve('axe-core/axe.min.js'), 'utf8')
})

afterAll(async () => {
  await browser.close()
  await host[Symbol.asyncDispose]()
})

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  let typical: ConsolePage
  let empty: ConsolePage

  beforeAll(async () => {
    typical = await openConsole(browser, consoleFixture('typical'), { colorScheme })
    empty = await openConsole(browser, consoleFixture('empty'), { colorScheme })
  })

  afterAll(async () => {
    await typical.page.context().close()
    await empty.page.context().close()
  })

  test.each(pages)('axe finds nothing on $path', async ({ path, heading }) => {
    const { page, complaints } = typical
    await page.goto(`${host.url}#${path}`)
    await page.getByRole('heading', { level: 1, name: heading }).waitFor()
    await page.waitForLoadState('networkidle')
    expect(await violations(page, colorScheme)).toEqual([])
    expect(complaints).toEqual([])
  })

  test.each(emptyPages)('axe finds nothing on an empty $path', async ({ path, sentence }) => {
    const { page, complaints } = empty
    await page.goto(`${host.url}#${path}`)
    await page.getByRole('heading', { name: sentence }).waitFor()
    expect(await violations(page, colorScheme)).toEqual([])
    expect(complaints).toEqual([])
  })

  test('axe finds nothing on the palette, the shortcuts and the one-flow rule', async () => {
    const { page, complaints } = typical
    await page.goto(`${host.url}#/clients/codeflowclient`)
    await page.getByRole('switch', { name: 'Allow client credentials' }).click()
    await page.getByRole('alert').waitFor()
    expect(await violations(page, colorScheme)).toEqual([])
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog', { name: 'Command palette' }).waitFor()
    expect(await violations(page, colorScheme)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click()
    await page.getByRole('alertdialog', { name: 'Keyboard shortcuts' }).waitFor()
    expect(await violations(page, colorScheme)).toEqual([])
    await page.keyboard.press('Escape')
    expect(complaints).toEqual([])
  })
})

/** Everything in the light; in the dark what can differ there, which is colour. */
async function violations(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
  const options: RunOptions =
    colorScheme === 'light'
      ? { rules: { 'target-size': { enabled: true } } }
      : { runOnly: ['color-contrast', 'link-in-text-block'] }
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe)
  const found = await page.evaluate(async (options) => {
    // The script above has just put it there.
    const { axe } = globalThis as unknown as {
      axe: { run: (options: RunOptions) => Promise<AxeResults> }
    }
    const { violations } = await axe.run(options)
    return violations
  }, options)
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} (${node.failureSummary ?? ''})`),
  )
}
