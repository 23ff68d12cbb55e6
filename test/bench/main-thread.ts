import type { Browser, Page } from 'playwright'
import { z } from 'zod'

const trace = z.object({
  traceEvents: z.array(
    z.object({
      name: z.string(),
      pid: z.int(),
      tid: z.int(),
      /** Microseconds of processor time. */
      tdur: z.number().optional(),
      args: z.record(z.string(), z.unknown()),
    }),
  ),
})

/**
 * From now until the answer is called: the milliseconds of processor time that each task of the
 * page's main thread took. Other programs on the machine do not count, as they do by the clock.
 */
export async function processorTimeOfTasks(
  browser: Browser,
  page: Page,
): Promise<() => Promise<readonly number[]>> {
  await browser.startTracing(page, {
    categories: ['disabled-by-default-devtools.timeline', '__metadata'],
  })
  return async () => {
    const { traceEvents } = trace.parse(JSON.parse((await browser.stopTracing()).toString()))
    const names = new Map(
      traceEvents
        .filter(({ name }) => name === 'thread_name')
        .map(({ pid, tid, args }) => [`${pid} ${tid}`, args['name']]),
    )
    return traceEvents
      .filter(({ name }) => name === 'RunTask')
      .filter(({ pid, tid }) => names.get(`${pid} ${tid}`) === 'CrRendererMain')
      .map(({ tdur = 0 }) => tdur / 1000)
  }
}
