import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { launchBrowser } from '#test/support/browser.ts'
import { fixtureJwt } from '#test/support/console-fixture-inspector.ts'
import { hostConsole, openConsole } from '#test/support/console-fixture-page.ts'
import type { ConsoleHost, ConsolePage } from '#test/support/console-fixture-page.ts'
import { consoleFixture } from '#test/support/console-fixture.ts'

const now = Math.floor(Date.now() / 1000)
const claims = {
  iss: 'http://localhost:4600',
  sub: 'sub-alice',
  aud: 'urn:webapisecurity',
  client_id: 'codeflowclient',
  scope: 'openid read',
  iat: now - 60,
  exp: now + 3600,
  jti: 'grs.AbCdEfGhIjKl',
}
const good = fixtureJwt(claims)
const forged = fixtureJwt(claims, 'forged')
const refreshToken = `lkr_${'c'.repeat(56)}`

let browser: Browser
let host: ConsoleHost
let axe: string

beforeAll(async () => {
  browser = await launchBrowser()
  host = await hostConsole()
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
})

afterAll(async () => {
  await browser.close()
  await host[Symbol.asyncDispose]()
})

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  let opened: ConsolePage
  beforeEach(async () => {
    opened = await openConsole(browser, consoleFixture('typical'), { colorScheme })
    await opened.page.goto(`${host.url}#/inspector`)
  })
  afterEach(async () => {
    expect(opened.complaints).toEqual([])
    await opened.page.context().close()
  })

  test('a pasted token is told, explained, judged, and cleared again', async () => {
    const { page } = opened
    const field = page.getByRole('textbox', { name: 'Paste a token' })
    await field.fill(good)
    await page.getByRole('heading', { name: /valid now/ }).waitFor()
    const claim = page.getByRole('table', { name: 'Claims' }).getByRole('row', { name: /^exp/ })
    expect(await claim.textContent()).toContain('RFC 7519 §4.1.4')
    expect(await claim.textContent()).toMatch(/in (1 hour|\d+ minutes)/)
    await page.getByText('Yes, by every rule that is checked.').waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByLabel('Required scope').fill('write')
    await page.getByText('No: scope.').waitFor()
    await field.press('Escape')
    expect(await field.inputValue()).toBe('')
    await page.getByText('It works offline').waitFor()
    expect(await page.getByRole('table').count()).toBe(0)
  })

  test('several tokens of one text are gone through by keyboard', async () => {
    const { page } = opened
    await page
      .getByRole('textbox', { name: 'Paste a token' })
      .fill(`GET /?access_token=${forged} Bearer ${good} refresh_token=${refreshToken}`)
    await page.getByRole('group', { name: '3 tokens in this text' }).waitFor()
    await page.getByRole('heading', { name: 'Tampered with or forged' }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: /refresh token/ }).press('Enter')
    await page.getByRole('heading', { name: 'A refresh token that is spent' }).waitFor()
    expect(
      await page.getByRole('button', { name: /refresh token/ }).getAttribute('aria-pressed'),
    ).toBe('true')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BUTTON')
    await page.getByRole('link', { name: /in the token grid/ }).click()
    await page.getByRole('heading', { level: 1, name: 'Refresh tokens' }).waitFor()
  })
})

test('nothing of what was pasted is in the address, in storage, or elsewhere on the page', async () => {
  const { page } = await openConsole(browser, consoleFixture('typical'))
  await page.goto(`${host.url}#/inspector`)
  const field = page.getByRole('textbox', { name: 'Paste a token' })
  await field.fill(`${good} ${refreshToken}`)
  await page.getByRole('heading', { name: /valid now/ }).waitFor()
  for (const secret of [good, good.split('.')[2] ?? '', refreshToken]) {
    expect(await traces(page)).not.toContain(secret)
  }
  await field.press('Escape')
  await page.goto(`${host.url}#/audit`)
  await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor()
  await page.goBack()
  await page.getByText('It works offline').waitFor()
  expect(await field.inputValue()).toBe('')
  expect(await traces(page)).not.toContain('eyJ')
  await page.context().close()
})

/** The address, what is stored, and the document. A text area's value is no part of its markup. */
function traces(page: Page): Promise<string> {
  return page.evaluate(() =>
    [
      location.href,
      JSON.stringify(history.state),
      JSON.stringify(Object.entries(localStorage)),
      JSON.stringify(Object.entries(sessionStorage)),
      document.cookie,
      [...document.querySelectorAll('*')]
        .flatMap((element) => [
          ...(element.tagName === 'TEXTAREA'
            ? []
            : [element.children.length === 0 ? element.textContent : '']),
          ...Array.from(element.attributes, ({ value }) => value),
        ])
        .join('\n'),
    ].join('\n'),
  )
}

async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe)
  return page.evaluate(async () => {
    // The script above has just put it there.
    const { axe } = globalThis as unknown as { axe: { run: () => Promise<AxeResults> } }
    const { violations } = await axe.run()
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} (${node.failureSummary ?? ''})`),
    )
  })
}
