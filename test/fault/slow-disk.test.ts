import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

import { describe, expect, test } from 'vitest'

import type { AskAgain } from '#test/fault/support/child/ask-again.ts'
import { seedFamilies } from '#test/fault/support/families.ts'
import { perForm, printFigures, rigTimeout } from '#test/fault/support/form.ts'
import { quantile, startRefreshing } from '#test/fault/support/load.ts'
import { serveOn } from '#test/fault/support/served.ts'
import { hasStrace, straceSlowing } from '#test/fault/support/system-calls.ts'

/** Milliseconds by which every sync is slowed. The short form leaves room for a busy machine. */
const delay = perForm(200, 20)
const inFlight = 16
/** Of the discovery requests; a busy machine delays some by itself. */
const share = perForm(0.9, 0.99)
/** Milliseconds in which discovery is asked for, over and over. */
const watched = perForm(3000, 30_000)

interface Slowed {
  /** Milliseconds that discovery took. */
  readonly discovery: readonly number[]
  readonly acknowledged: number
  readonly syncs: number
}

/** Asks for the discovery document again and again while refreshes wait for the disk. */
async function slowDown(preload: readonly string[] = []): Promise<Slowed> {
  using seeded = await seedFamilies(inFlight)
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-slow-'))
  const trace = join(folder, 'trace')
  try {
    await using served = await serveOn(seeded.data, { preload, under: straceSlowing(trace, delay) })
    const url = new URL('/.well-known/openid-configuration', served.url).href
    await askAgain({ url, milliseconds: 200 })
    const load = startRefreshing(served, seeded.tokens)
    const syncsBefore = syncsIn(trace)
    const before = load.acknowledged
    const discovery = await askAgain({ url, milliseconds: watched })
    const syncs = syncsIn(trace) - syncsBefore
    const acknowledged = load.acknowledged - before
    await load.stop()
    return { discovery, acknowledged, syncs }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** How long each request took, asked by a thread that does nothing else. */
function askAgain(workerData: AskAgain): Promise<readonly number[]> {
  return new Promise((resolve, reject) => {
    new Worker(new URL('support/child/ask-again.ts', import.meta.url), { workerData })
      .once('message', resolve)
      .once('error', reject)
  })
}

function syncsIn(trace: string): number {
  return readFileSync(trace, 'utf8').match(/\b(fsync|fdatasync)\(/g)?.length ?? 0
}

function figuresOf({ discovery, acknowledged, syncs }: Slowed) {
  return {
    'sync slowed by ms': delay,
    'discovery requests': discovery.length,
    'discovery p50 ms': quantile(discovery, 0.5).toFixed(1),
    [`discovery p${share * 100} ms`]: quantile(discovery, share).toFixed(1),
    acknowledged,
    syncs,
    'acknowledged a sync': (acknowledged / syncs).toFixed(1),
  }
}

describe.skipIf(!hasStrace)('slow disk (needs strace)', { timeout: rigTimeout }, () => {
  test('discovery does not wait for it, and refreshes are committed in groups', async () => {
    const slowed = await slowDown()
    printFigures('slow disk', figuresOf(slowed))
    expect(quantile(slowed.discovery, share)).toBeLessThan(delay / 2)
    expect(slowed.acknowledged / slowed.syncs).toBeGreaterThan(3)
  })

  test('mutation: a store on the thread that serves is caught', async () => {
    const slowed = await slowDown(['on-one-thread'])
    printFigures('slow disk, mutation', figuresOf(slowed))
    expect(quantile(slowed.discovery, share)).toBeGreaterThan(delay / 2)
  })
})
