import type { Page } from 'playwright'

import { launchBrowser } from '#test/support/browser.ts'
import { hostConsole, openConsole } from '#test/support/console-fixture-page.ts'
import { consoleFixture } from '#test/support/console-fixture.ts'

import { processorTimeOfTasks } from './main-thread.ts'

// How smoothly the grid of refresh tokens scrolls, in the browser: the built console over a
// fixture of 100,000 rows. `node test/bench/scroll.ts [rows] [frames]`.
const rows = Number(process.argv[2] ?? 100_000)
const frames = Number(process.argv[3] ?? 300)
const rowHeight = 32
const speeds = [3, 10, 200] as const

const browser = await launchBrowser()
const host = await hostConsole()
try {
  const { page } = await openConsole(browser, consoleFixture('huge', { tokens: rows }))
  await page.goto(`${host.url}#/refresh-tokens`)
  await page.locator('[data-row="0"]').waitFor()
  console.log(`A busy loop of 10,000,000 steps takes ${(await busyLoop(page)).toFixed(0)} ms here.`)
  for (const speed of speeds) await measure(page, speed)
} finally {
  await browser.close()
  await host[Symbol.asyncDispose]()
}

/** What this machine makes of plain work now: the measure for the figures below it. */
function busyLoop(page: Page): Promise<number> {
  return page.evaluate(() => {
    const start = performance.now()
    let sum = 0
    for (let step = 0; step < 10_000_000; step += 1) sum = (sum + step * 7) % 1_000_003
    return performance.now() - start + (sum < 0 ? 1 : 0)
  })
}

async function measure(page: Page, speed: number): Promise<void> {
  const tasks = await processorTimeOfTasks(browser, page)
  const { times, longTasks } = await scroll(page, speed)
  const worked = await tasks()
  const loaded = (await page.locator('.status-bar output').textContent()) ?? ''
  const long = worked.filter((task) => task > 50)
  console.log(`${speed} rows a frame, ${frames} frames (${loaded})`)
  console.log(`  frame: median ${middle(times)} ms, slowest ${Math.max(...times).toFixed(0)} ms`)
  console.log(`  long tasks by the clock on the wall: ${listed(longTasks)}`)
  console.log(
    `  long tasks by processor time: ${listed(long)}; longest task ` +
      `${Math.max(0, ...worked).toFixed(1)} ms, ${(total(worked) / frames).toFixed(1)} ms a frame`,
  )
}

interface Scrolled {
  readonly times: readonly number[]
  /** Milliseconds of each task over 50 ms, waiting for the processor included. */
  readonly longTasks: readonly number[]
}

function scroll(page: Page, rowsAFrame: number): Promise<Scrolled> {
  return page.evaluate(
    async ({ step, frames }) => {
      const grid = document.querySelector('.data-grid-scroller')
      if (grid === null) throw new Error('There is no grid.')
      const longTasks: number[] = []
      const observer = new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longTasks.push(duration)
      })
      observer.observe({ type: 'longtask' })
      const nextFrame = (): Promise<number> =>
        new Promise((resolve) => {
          requestAnimationFrame(resolve)
        })
      const times: number[] = []
      let before = await nextFrame()
      for (let frame = 0; frame < frames; frame += 1) {
        grid.scrollTop = frame * step
        const now = await nextFrame()
        times.push(now - before)
        before = now
      }
      observer.disconnect()
      return { times, longTasks }
    },
    { step: rowsAFrame * rowHeight, frames },
  )
}

function middle(values: readonly number[]): string {
  const value = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
  return value.toFixed(1)
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

function listed(tasks: readonly number[]): string {
  if (tasks.length === 0) return 'none'
  return `${tasks.length} [${tasks.map((task) => task.toFixed(0)).join(', ')}]`
}
