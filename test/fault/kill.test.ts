import { setTimeout } from 'node:timers/promises'

import { describe, expect, test } from 'vitest'

import {
  exchangingClient,
  refreshingClient,
  revokingClient,
  type ClientUnderFire,
  type Tally,
} from '#test/fault/support/clients-under-fire.ts'
import { copyOf, seedFamilies, type SeededFolder } from '#test/fault/support/families.ts'
import { perForm, printFigures, rigTimeout } from '#test/fault/support/form.ts'
import { serveOn } from '#test/fault/support/served.ts'
import { readStoreAfter } from '#test/fault/support/store-after.ts'
import { seededRandom } from '#test/support/seed-grants.ts'

const kills = perForm(2, 500)
const families = 12

interface Fired extends Tally {
  readonly lost: readonly string[]
  readonly forked: number
  readonly integrity: string
}

/** Serves, loads, kills at random, and asks the next one for everything that was acknowledged. */
async function fire(seeded: SeededFolder, rounds: number, preload: string[] = []): Promise<Fired> {
  const random = seededRandom(rounds)
  const tally = { acknowledged: 0, unanswered: 0 }
  const lost: string[] = []
  const clients: readonly ClientUnderFire[] = [
    ...seeded.tokens.map((token) => refreshingClient(token, tally)),
    exchangingClient(tally),
    exchangingClient(tally),
    revokingClient(tally),
    revokingClient(tally),
  ]
  for (let round = 0; round <= rounds; round += 1) {
    await using served = await serveOn(seeded.data, { preload })
    if (round > 0) lost.push(...(await verifyAll(clients, served)))
    if (round === rounds) break
    const underFire = Promise.all(clients.map((client) => client.run(served)))
    const over = underFire.then(() => 'over' as const)
    const enough = tally.acknowledged + families * 2
    while (tally.acknowledged < enough && (await Promise.race([over, setTimeout(10)])) !== 'over');
    await setTimeout(random() * 300)
    served.kill('SIGKILL')
    await underFire
    expect(await served.ended).toBe('SIGKILL')
  }
  const { forked, integrity } = readStoreAfter(seeded.data)
  return { ...tally, lost, forked: forked.length, integrity }
}

async function verifyAll(clients: readonly ClientUnderFire[], served: { readonly url: string }) {
  return (await Promise.all(clients.map((client) => client.verify(served)))).flat()
}

describe('kill -9 during rotation, code exchange and revocation', { timeout: rigTimeout }, () => {
  test('loses nothing acknowledged, and leaves one living token a family', async () => {
    using seeded = await seedFamilies(families)
    const { lost, forked, integrity, ...tally } = await fire(seeded, kills)
    printFigures('kill -9', { kills, lost: lost.length, forked, integrity, ...tally })
    expect(tally.acknowledged).toBeGreaterThan(kills * families)
    expect(lost).toEqual([])
    expect(forked).toBe(0)
    expect(integrity).toBe('ok')
  })

  test('mutation: a writer that answers before it commits is caught', async () => {
    using seeded = await seedFamilies(families)
    using copy = copyOf(seeded)
    const { lost, acknowledged } = await fire(copy, 2, ['late-commit'])
    printFigures('kill -9, mutation', { kills: 2, lost: lost.length, acknowledged })
    expect(lost).not.toEqual([])
  })
})
