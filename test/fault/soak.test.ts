import { describe, expect, test } from 'vitest'

import { seedFamilies } from '#test/fault/support/families.ts'
import { isLong, perForm, printFigures, rigTimeout } from '#test/fault/support/form.ts'
import { serveOn, type ServeFault } from '#test/fault/support/served.ts'
import { soak, type Soaked } from '#test/fault/support/soak.ts'

// `LATCHKEY_SOAK_MINUTES` and `LATCHKEY_SOAK_RATE` make the long form longer or harder.
const minutes = isLong ? Number(process.env['LATCHKEY_SOAK_MINUTES'] ?? 10) : 0.1
const rate = Number(process.env['LATCHKEY_SOAK_RATE'] ?? (isLong ? 200 : 50))
/** MiB a minute. */
const limit = 1

async function soakFor(seconds: number, fault: ServeFault = {}): Promise<Soaked> {
  using seeded = await seedFamilies(isLong ? 120 : 30)
  await using served = await serveOn(seeded.data, fault)
  const { url, pid } = served
  const warmUpSeconds = seconds * 0.3
  const soaked = await soak({ url, pid, tokens: seeded.tokens, seconds, rate, warmUpSeconds })
  served.kill('SIGTERM')
  expect(await served.ended, served.output()).toBe(0)
  return soaked
}

function figuresOf({ slope, memory, ...figures }: Soaked) {
  return { ...figures, 'MiB a minute': slope.toFixed(2), 'MiB in the end': memory.toFixed(0) }
}

describe.skipIf(process.platform !== 'linux')('soak (needs /proc)', { timeout: rigTimeout }, () => {
  // In seconds nothing is warm: the short form shows that the rig measures, not that memory stands.
  test(
    isLong ? 'memory stands still' : 'asks at a rate, answers all, and measures a slope',
    async () => {
      const soaked = await soakFor(minutes * 60)
      printFigures('soak', { minutes, 'requests a second': rate, ...figuresOf(soaked) })
      expect(soaked.failed).toBe(0)
      expect(soaked.answered).toBeGreaterThan(minutes * 60 * rate * 0.5)
      expect(soaked.samples).toBeGreaterThan(10)
      expect(soaked.slope).toBeLessThan(isLong ? limit : Number.POSITIVE_INFINITY)
    },
  )

  test('mutation: what requests leave behind is caught', async () => {
    const bytes = perForm(400_000, 20_000)
    const soaked = await soakFor(perForm(6, 120), {
      preload: ['leak'],
      env: { LATCHKEY_FAULT_LEAK: String(bytes) },
    })
    const leaked = (bytes * rate * 60) / 2 ** 20
    printFigures('soak, mutation', { 'MiB left a minute': leaked.toFixed(0), ...figuresOf(soaked) })
    expect(soaked.slope).toBeGreaterThan(leaked / 2)
    expect(leaked / 2).toBeGreaterThan(limit)
  })
})
