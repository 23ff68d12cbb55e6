import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { RefreshTokenDetail } from '#contract/refresh-tokens.ts'
import { launchBrowser } from '#test/support/browser.ts'
import {
  familyOfStory,
  inBursts,
  requestsOfFamily,
} from '#test/support/console-fixture-families.ts'
import { hostConsole, openConsole } from '#test/support/console-fixture-page.ts'
import type { ConsoleHost } from '#test/support/console-fixture-page.ts'
import { consoleFixture } from '#test/support/console-fixture.ts'
import type { ConsoleFixture } from '#test/support/console-fixture.ts'

const screens = fileURLToPath(new URL('../desktop/screens', import.meta.url))
const now = Math.floor(Date.now() / 1000)
const [minute, hour] = [60, 3600]

const families = {
  gone: familyOfStory('gone', { generations: 1, now, ago: () => 12 * minute }),
  gfive: familyOfStory('gfive', {
    generations: 5,
    now,
    ago: (generation) => (6 - generation) * 34 * minute,
    graces: [3],
    format: (generation) => (generation % 2 === 0 ? 'opaque' : 'jwt'),
    replay: { generation: 2, ago: 14 * minute },
  }),
  gmany: familyOfStory('gmany', {
    generations: 200,
    now,
    ago: (generation) => inBursts(200, 20)(generation) - 2 * 86_400,
    graces: [77],
    replay: { generation: 121, ago: 50 * minute },
  }),
  gkept: familyOfStory('gkept', {
    generations: 1,
    now,
    usage: 'reuse',
    format: () => 'opaque',
    ago: () => 5 * hour,
    uses: Array.from({ length: 24 }, (_, n) => n * 11 * minute + 40),
  }),
  gexpired: familyOfStory('gexpired', {
    generations: 3,
    now,
    status: 'expired',
    ago: (generation) => (10 - generation) * hour,
  }),
  gorphan: familyOfStory('gorphan', {
    generations: 2,
    now,
    status: 'orphaned',
    ago: (generation) => (3 - generation) * hour,
  }),
} satisfies Record<string, RefreshTokenDetail>

let browser: Browser
let host: ConsoleHost

beforeAll(async () => {
  browser = await launchBrowser()
  host = await hostConsole()
  mkdirSync(screens, { recursive: true })
})

afterAll(async () => {
  await browser.close()
  await host[Symbol.asyncDispose]()
})

/** The typical console, with families that have a story. */
function fixtureWithFamilies(): ConsoleFixture {
  const fixture = consoleFixture('typical')
  const call = async (name: string, input: { id?: string; filter?: { family?: string } }) => {
    const known = Object.entries(families)
    if (name === 'refreshTokens.get') {
      const found = known.find(([id]) => id === input.id)
      if (found) return { ok: true, value: found[1] }
    }
    const family = known.find(([id]) => id === input.filter?.family)
    if (name === 'activity.list' && family) {
      const [id, { token }] = family
      const times = [9, 8, 7.9, 6, 5.2, 3, 2.4, 1].map((part) =>
        Math.round(now - ((now - token.issuedAt) * part) / 10),
      )
      return { ok: true, value: { records: requestsOfFamily(id, times) } }
    }
    return undefined
  }
  return {
    ...fixture,
    // What is told here is what the contract says; the rest goes to the fixture.
    call: (async (name: never, input: never) =>
      (await call(name, input)) ?? fixture.call(name, input)) as ConsoleFixture['call'],
  }
}

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  test('every family fits its page', async () => {
    const look = { colorScheme, width: 1280, height: 800 }
    const { page, complaints } = await openConsole(browser, fixtureWithFamilies(), look)
    for (const id of Object.keys(families)) {
      for (const view of ['panel', 'tree']) {
        await openFamily(page, id, view === 'tree')
        await page.screenshot({ path: join(screens, `family-${id}-${view}-${colorScheme}.png`) })
        const width = await page.evaluate(() => document.documentElement.scrollWidth)
        expect(width, `${id} ${view}`).toBe(look.width)
      }
    }
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

async function openFamily(page: Page, id: string, isLarge: boolean): Promise<void> {
  await page.goto(`${host.url}#/refresh-tokens?id=${id}${isLarge ? '&view=tree' : ''}`)
  await page.getByRole('group', { name: /Family tree/ }).waitFor()
  await page.waitForLoadState('networkidle')
}
