import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { AxeResults } from 'axe-core'
import type { Browser, Locator, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { launchBrowser } from '#test/support/browser.ts'
import { hostConsole, openConsole } from '#test/support/console-fixture-page.ts'
import type { ConsoleHost, ConsolePage } from '#test/support/console-fixture-page.ts'
import { families, fixtureWithFamilies } from '#test/support/console-fixture-stories.ts'

const screens = fileURLToPath(new URL('../desktop/screens', import.meta.url))
let browser: Browser
let host: ConsoleHost
let axe: string

beforeAll(async () => {
  browser = await launchBrowser()
  host = await hostConsole()
  mkdirSync(screens, { recursive: true })
  const { resolve } = createRequire(import.meta.url)
  axe = await readFile(resolve('axe-core/axe.min.js'), 'utf8')
})

afterAll(async () => {
  await browser.close()
  await host[Symbol.asyncDispose]()
})

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  let opened: ConsolePage

  beforeAll(async () => {
    opened = await openConsole(browser, fixtureWithFamilies(), { colorScheme })
  })

  afterAll(async () => {
    expect(opened.complaints).toEqual([])
    await opened.page.context().close()
  })

  test.each(Object.keys(families))(
    '%s fits its page, and axe finds nothing on it',
    async (id) => {
      const { page } = opened
      for (const view of ['panel', 'tree'] as const) {
        const isLarge = view === 'tree'
        const size = isLarge ? { width: 1440, height: 1000 } : { width: 1280, height: 800 }
        await page.setViewportSize(size)
        await openFamily(page, id, isLarge)
        await page.screenshot({ path: join(screens, `family-${id}-${view}-${colorScheme}.png`) })
        const width = await page.evaluate(() => document.documentElement.scrollWidth)
        expect(width, view).toBe(size.width)
      }
      await treeOf(page).getByRole('button').last().click()
      // Of a long history each line is made as those of a short one.
      expect(await violations(page, id === 'gmany' ? ['.history'] : [])).toEqual([])
      await page.screenshot({ path: join(screens, `family-${id}-selected-${colorScheme}.png`) })
    },
    60_000,
  )
})

describe('in a browser', () => {
  let opened: ConsolePage
  let page: Page

  beforeAll(async () => {
    opened = await openConsole(browser, fixtureWithFamilies(), { width: 1280, height: 1000 })
    page = opened.page
  })

  afterAll(async () => {
    expect(opened.complaints).toEqual([])
    await page.context().close()
  })

  test('the tree is walked by arrows, and Enter tells what is selected', async () => {
    await openFamily(page, 'gfive', true)
    await treeOf(page).locator('[tabindex="0"]').focus()
    await page.keyboard.press('Home')
    expect(await focusedName(page)).toMatch(/^Family revoked\. Revoked by the issuer/)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    expect(await focusedName(page)).toMatch(/^Family revoked/)
    await treeOf(page)
      .getByRole('button', { name: /^Generation 2\./ })
      .focus()
    await page.keyboard.press('ArrowRight')
    expect(await focusedName(page)).toMatch(/^Opaque access token/)
    await page.keyboard.press('ArrowRight')
    expect(await focusedName(page)).toMatch(
      /^Replay of generation 2\. .*came again from 203\.0\.113\.66/,
    )
    await page.keyboard.press('Enter')
    const selected = page.getByRole('region', { name: 'Selected in the tree' })
    await selected.getByText('203.0.113.66 · curl 8.5.0', { exact: true }).waitFor()
  })

  test('the history has every node of the tree, and selects it there', async () => {
    await openFamily(page, 'gfive', true)
    const tree = treeOf(page)
    const lines = page.getByRole('list', { name: 'History of the family' }).getByRole('listitem')
    // Generations, access tokens, a retry, the replay, the end and the requests.
    expect(await lines.count()).toBe(5 + 6 + 1 + 1 + 1 + 8)
    const names = (await lines.allTextContents()).join('\n')
    for (const node of await tree.getByRole('button').all()) {
      const [title = ''] = ((await node.getAttribute('aria-label')) ?? '').split('. ')
      if (!/^\d+ requests/.test(title)) expect(names).toContain(title)
    }
    await lines.getByRole('button').first().focus()
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await tree.locator('[aria-pressed="true"]').waitFor()
    const pressed = tree.locator('[aria-pressed="true"]')
    expect(await pressed.getAttribute('aria-label')).toMatch(/^Generation 1\./)
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    expect(await pressed.getAttribute('aria-label')).toMatch(/^JWT access token/)
  })

  test('what the pointer is on is told beside it', async () => {
    await openFamily(page, 'gfive', false)
    await treeOf(page)
      .getByRole('button', { name: /^Replay/ })
      .hover()
    await page.locator('.tree-told', { hasText: 'came again from 203.0.113.66' }).waitFor()
  })

  test('any node leads to the revocation of its family', async () => {
    await openFamily(page, 'galive', false)
    await treeOf(page)
      .getByRole('button', { name: /^Opaque access token/ })
      .click()
    const selected = page.getByRole('region', { name: 'Selected in the tree' })
    await selected.getByText('Revoking the family ends it at once.').waitFor()
    await selected.getByRole('button', { name: 'Revoke…' }).click()
    await page.getByRole('alertdialog', { name: 'Revoke refresh tokens' }).waitFor()
    await page.keyboard.press('Escape')
    await openFamily(page, 'gexpired', false)
    await treeOf(page).getByRole('button').first().click()
    expect(await selected.getByRole('button', { name: 'Revoke…' }).count()).toBe(0)
  })

  test('a run of generations opens, and folds again', async () => {
    await openFamily(page, 'gmany', true)
    const tree = treeOf(page)
    const run = tree.getByRole('button', { name: /^Generations 2–76\./ })
    await run.click()
    const selected = page.getByRole('region', { name: 'Selected in the tree' })
    await selected.getByText('67 older ones are in the history below.').waitFor()
    await page.getByRole('button', { name: 'Show generations 2–76 one by one' }).click()
    await tree.getByRole('button', { name: /^Generations 2–9\./ }).waitFor()
    await page.getByRole('button', { name: 'Fold runs again' }).click()
    await run.waitFor()
  })

  test('the large view has an address of its own, and Escape leads back', async () => {
    await openFamily(page, 'gone', false)
    await page.getByRole('button', { name: 'Large view' }).click()
    await page.getByRole('heading', { level: 1, name: 'Alice Liddell' }).waitFor()
    expect(page.url()).toContain('view=tree')
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'Alice Liddell' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('complementary').waitFor()
    expect(page.url()).not.toContain('view=tree')
  })

  test('stealing a token turns the tree red while one looks', async () => {
    await openFamily(page, 'galive', true)
    await page.getByRole('button', { name: 'Steal it…' }).click()
    const dialog = page.getByRole('alertdialog', { name: 'Replay an older token?' })
    await dialog.getByRole('button', { name: 'Steal it' }).click()
    await treeOf(page)
      .getByRole('button', { name: /^Replay of generation 1/ })
      .waitFor()
    await page.getByText('A spent token of this family was used again').waitFor()
    expect(await page.getByRole('button', { name: 'Steal it…' }).count()).toBe(0)
  })
})

function treeOf(page: Page): Locator {
  return page.getByRole('group', { name: /Family tree/ })
}

async function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')
}

async function violations(page: Page, exclude: string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe)
  const found = await page.evaluate(async (exclude) => {
    // The script above has just put it there.
    const { axe } = globalThis as unknown as {
      axe: { run: (context: object, options: object) => Promise<AxeResults> }
    }
    const options = { rules: { 'target-size': { enabled: true } } }
    return (await axe.run({ include: ['html'], exclude }, options)).violations
  }, exclude)
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} (${node.failureSummary ?? ''})`),
  )
}

async function openFamily(page: Page, id: string, isLarge: boolean): Promise<void> {
  await page.goto(`${host.url}#/refresh-tokens?id=${id}${isLarge ? '&view=tree' : ''}`)
  // What was shown before stays until this one is there.
  await page.locator('.facts').getByText(id, { exact: true }).waitFor()
  await treeOf(page).waitFor()
  await page.waitForLoadState('networkidle')
}
