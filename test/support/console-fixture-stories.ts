import type { RefreshTokenDetail } from '#contract/refresh-tokens.ts'
import {
  familyOfStory,
  inBursts,
  requestsOfFamily,
} from '#test/support/console-fixture-families.ts'
import type { FamilyStory } from '#test/support/console-fixture-families.ts'
import { consoleFixture } from '#test/support/console-fixture.ts'
import type { ConsoleFixture } from '#test/support/console-fixture.ts'

const now = Math.floor(Date.now() / 1000)
const [minute, hour] = [60, 3600]

const alive: FamilyStory = {
  generations: 4,
  now,
  ago: (generation) => (5 - generation) * 20 * minute,
  format: (generation) => (generation === 4 ? 'opaque' : 'jwt'),
}

/** Families of every kind, by their ids. */
export const families = {
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
  galive: familyOfStory('galive', alive),
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

/** The typical console, with families that have a story. */
export function fixtureWithFamilies(): ConsoleFixture {
  const fixture = consoleFixture('typical')
  const told: Record<string, RefreshTokenDetail> = { ...families }
  const steal = () => {
    const replay = { generation: 1, ago: 0 }
    told['galive'] = familyOfStory('galive', { ...alive, replay })
    fixture.announce('refreshTokens')
    const sentence = 'Generation 1 came again, so the family was revoked.'
    return { generation: 1, currentGeneration: 4, status: 400, error: 'invalid_grant', sentence }
  }
  const call = async (name: string, input: { id?: string; filter?: { family?: string } }) => {
    const known = Object.entries(told)
    if (name === 'refreshTokens.get') {
      const found = known.find(([id]) => id === input.id)
      if (found) return { ok: true, value: found[1] }
    }
    if (name === 'playground.steal') return { ok: true, value: steal() }
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
